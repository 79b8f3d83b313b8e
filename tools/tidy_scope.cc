// A clang-tidy plugin: its checks look at our own declarations, not at those of system headers,
// where nothing that they find is shown anyway and 70 % of their time goes. The same scope is what
// clangd gives to the checks. tools/lint builds and loads it; without it clang-tidy finds the same,
// slower.
#include <clang-tidy/ClangTidyCheck.h>
#include <clang-tidy/ClangTidyModule.h>
#include <clang-tidy/ClangTidyModuleRegistry.h>
#include <clang/AST/ASTContext.h>
#include <clang/ASTMatchers/ASTMatchFinder.h>
#include <clang/Basic/SourceManager.h>

#include <vector>

namespace {

using clang::ast_matchers::MatchFinder;

class OwnDeclarations : public clang::tidy::ClangTidyCheck {
 public:
  using ClangTidyCheck::ClangTidyCheck;

  void registerMatchers(MatchFinder* finder) override {
    finder->addMatcher(clang::ast_matchers::translationUnitDecl().bind("all"), this);
  }

  /// The translation unit is matched before what is in it: there the walk goes by the scope set
  /// here.
  void check(const MatchFinder::MatchResult& result) override {
    const auto* all = result.Nodes.getNodeAs<clang::TranslationUnitDecl>("all");
    const clang::SourceManager& sources = *result.SourceManager;
    std::vector<clang::Decl*> own;
    for (clang::Decl* declaration : all->decls()) {
      const clang::SourceLocation at = sources.getExpansionLoc(declaration->getLocation());
      if (at.isValid() && !sources.isInSystemHeader(at)) {
        own.push_back(declaration);
      }
    }
    result.Context->setTraversalScope(own);
  }
};

class HoldfastModule : public clang::tidy::ClangTidyModule {
 public:
  void addCheckFactories(clang::tidy::ClangTidyCheckFactories& factories) override {
    factories.registerCheck<OwnDeclarations>("holdfast-own-declarations");
  }
};

const clang::tidy::ClangTidyModuleRegistry::Add<HoldfastModule> kModule(
    "holdfast", "The walk of the other checks.");

}  // namespace
