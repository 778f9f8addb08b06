// Render a JSON list of {tex, display} from standard input to a JSON list of {html} or {error}.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const katex = createRequire(process.cwd() + "/package.json")("katex");

function render({ tex, display }) {
  try {
    return {
      html: katex.renderToString(tex, {
        displayMode: display,
        output: "htmlAndMathml",
        strict: "error",
        throwOnError: true,
        trust: false,
      }),
    };
  } catch (error) {
    return { error: error.message.replace(/^KaTeX parse error: /, "") };
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(render)));
