"""One case a file: TITLE, and run(lab), which raises CaseFailure by expect() when the guest is not as it must be."""
