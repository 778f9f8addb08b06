// A page counts as read when its end came into view. The navigation shows a tick beside it.
import { element } from "./elements.js";

function tick(link) {
  if (link.querySelector(".page-read")) return;
  const mark = element("span", { className: "page-read", textContent: "✓", title: "read" });
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", "read");
  link.append(mark);
}

function showTicks(store, root) {
  for (const link of document.querySelectorAll(".md-nav--primary a.md-nav__link[href]")) {
    const address = new URL(link.href);
    if (address.hash) continue; // a section of this page
    const page = decodeURI(address.pathname.slice(root.pathname.length)) || "index.html";
    if (store.get(`read:${page}`)) tick(link);
    else link.querySelector(".page-read")?.remove();
  }
}

export function showProgress(store, page, root) {
  const end = element("div", { className: "page-end" });
  document.querySelector("article")?.append(end);
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    if (!store.get(`read:${page}`)) store.set(`read:${page}`, true);
  });
  watcher.observe(end);
  store.addEventListener("change", () => showTicks(store, root));
  showTicks(store, root);
}
