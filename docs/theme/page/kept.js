// All that this browser keeps of the reader: seen, saved to a file, loaded from one, forgotten.
import { button, element } from "./elements.js";
import { forget } from "./snapshot.js";

const FILE = "policywerk-reader.json";

export function showKept(place, store) {
  if (!place) return;
  const about = element("p");
  const said = element("p", { className: "kept-said" });
  said.setAttribute("role", "status");
  const say = (text) => (said.textContent = text);
  const bar = element("div", { className: "runner" },
    button("Save to a file", () => save(store)),
    button("Load from a file", () => load(store, say)),
    ...forgetting(store, say));
  place.append(about, bar, said);
  const refresh = () => (about.textContent = account(store));
  store.addEventListener("change", refresh);
  refresh();
}

function account(store) {
  const edits = store.keys("edit").filter((key) => !store.get(key).away).length;
  const answers = store.keys("answer").map((key) => store.get(key));
  const solved = answers.filter((answer) => answer.passed).length;
  const counts = [
    counted(store.keys("read").length, "page read to its end", "pages read to their end"),
    counted(edits, "example edited", "examples edited"),
    counted(answers.length, "exercise begun", "exercises begun"),
    `${solved} solved`,
  ];
  const where = store.lasts
    ? "This is kept in this browser and nowhere else."
    : "This browser keeps nothing here: it lasts until the page is left.";
  return `${counts.join(", ")}. ${where}`;
}

function counted(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

function save(store) {
  const address = URL.createObjectURL(new Blob([store.export()], { type: "application/json" }));
  element("a", { href: address, download: FILE }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function load(store, say) {
  const chooser = element("input", { type: "file", accept: ".json,application/json" });
  chooser.addEventListener("change", async () => {
    try {
      const number = store.import(await chooser.files[0].text());
      say(`Loaded: ${counted(number, "entry", "entries")}. The pages show it when they are opened again.`);
    } catch (problem) {
      say(problem.message);
    }
  });
  chooser.click();
}

/** Two buttons, of which the second shows only after the first: nothing is lost by one slip. */
function forgetting(store, say) {
  const sure = button("Yes, forget it all", () => {
    sure.hidden = true;
    store.reset();
    forget();
    say("Forgotten. Examples and exercises are as printed when their pages are opened again.");
  });
  sure.hidden = true;
  const ask = button("Forget all", () => {
    sure.hidden = !sure.hidden;
    say(sure.hidden ? "" : "Edits, answers and ticks will be gone.");
    if (!sure.hidden) sure.focus();
  });
  return [ask, sure];
}
