// What is copied from the page is what can be pasted: from an example, a text that a REPL takes;
// from a session, the commands alone; a formula once, as TeX.
(() => {
  // The theme's button copies data-clipboard-text, where a button has it.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.('[data-md-type="copy"]');
    const block = button?.closest(".highlight");
    if (block) button.dataset.clipboardText = textOf(block);
  }, true);

  function textOf(block) {
    const shown = block.querySelector("pre > code").textContent;
    if (block.matches(".language-console")) return commands(shown);
    return forRepl(block.querySelector("textarea")?.value ?? shown);
  }

  /** With a line end, and after an indented line the empty line by which a REPL knows its end. */
  function forRepl(code) {
    const text = code.trimEnd();
    return /(^|\n)[ \t]+[^\n]*$/.test(text) ? `${text}\n\n` : `${text}\n`;
  }

  /** The lines after a prompt, each with those it goes on in; all lines, if none has a prompt. */
  function commands(session) {
    const lines = session.trimEnd().split("\n");
    if (!lines.some((line) => line.startsWith("$ "))) return `${lines.join("\n")}\n`;
    let typed = false;
    const found = lines.filter((line, index) => {
      typed = line.startsWith("$ ") || (typed && index > 0 && lines[index - 1].endsWith("\\"));
      return typed;
    });
    return found.map((line) => `${line.replace(/^\$ /, "")}\n`).join("");
  }

  // A formula is on the page twice, for eyes and for screen readers.
  document.addEventListener("copy", (event) => {
    const selection = document.getSelection();
    if (!event.clipboardData || selection.isCollapsed || !holdsFormula(selection)) return;
    const copy = document.createElement("div");
    for (let index = 0; index < selection.rangeCount; index += 1) {
      copy.append(whole(selection.getRangeAt(index)).cloneContents());
    }
    copy.querySelectorAll(".math").forEach((formula) => formula.replaceWith(asTex(formula)));
    event.clipboardData.setData("text/html", copy.innerHTML);
    event.clipboardData.setData("text/plain", visibleText(copy));
    event.preventDefault();
  });

  function holdsFormula(selection) {
    const range = selection.getRangeAt(0);
    return [range.startContainer, range.endContainer].some(formulaAround) ||
      range.cloneContents().querySelector(".math") !== null;
  }

  function formulaAround(node) {
    return (node.closest ? node : node.parentElement)?.closest(".math");
  }

  /** The range with the formulas at its ends whole. */
  function whole(range) {
    const wider = range.cloneRange();
    const [first, last] = [range.startContainer, range.endContainer].map(formulaAround);
    if (first) wider.setStartBefore(first);
    if (last) wider.setEndAfter(last);
    return wider;
  }

  function asTex(formula) {
    const tex = formula.querySelector("annotation")?.textContent ?? formula.textContent;
    return formula.matches(".math-display") ? `$$${tex}$$` : `$${tex}$`;
  }

  /** The text with the line ends that the layout gives it. */
  function visibleText(copy) {
    copy.style.cssText = "position: absolute; opacity: 0; pointer-events: none";
    document.body.append(copy);
    const text = copy.innerText;
    copy.remove();
    return text;
  }
})();
