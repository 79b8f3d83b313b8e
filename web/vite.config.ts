import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

// One page with everything in it: holdfast serve has no other file to give, and its content policy allows none.
export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: { target: "es2022", modulePreload: false, assetsInlineLimit: 1_000_000 },
  plugins: [viteSingleFile({ removeViteModuleLoader: true })],
});
