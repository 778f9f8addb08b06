// What the pages cannot do without a script: let every animation be scrubbed, and let the
// keyboard scroll whatever is wider than the page.
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const fromServer = location.protocol !== "file:";

  // A server without Range support (mkdocs serve has none) makes a video that cannot seek, and some
  // browsers do not play it at all. Then a film is fetched whole and played from memory, but not
  // before somebody wants to see it. One question is enough, for the server is one.
  let ranges = null;

  async function hasRanges(video) {
    const response = await fetch(video.src, { method: "HEAD" });
    return response.headers.get("Accept-Ranges") === "bytes";
  }

  async function makeSeekable(video) {
    if (video.preload === "none") video.preload = "metadata";
    if (!fromServer || video.dataset.asked) return;
    video.dataset.asked = "yes";
    ranges ??= hasRanges(video).catch(() => true); // it still plays, only without scrubbing
    if (await ranges) return;
    const response = await fetch(video.src);
    if (!response.ok) return;
    const film = URL.createObjectURL(await response.blob());
    const { currentTime, paused } = video;
    video.src = film;
    video.currentTime = currentTime;
    if (!paused) video.play().catch(() => {});
  }

  function mayPlay(video) {
    return "autoplay" in video.dataset && !calm.matches && !video.dataset.touched;
  }

  function enter(video) {
    if (mayPlay(video)) video.play().catch(() => {}); // a browser may refuse to start by itself
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) enter(target);
      else if (mayPlay(target)) target.pause();
    }
  });

  for (const video of document.querySelectorAll(".animation video")) {
    // from the first touch on, only the reader starts and stops it
    for (const event of ["pointerdown", "keydown"]) {
      video.addEventListener(event, () => (video.dataset.touched = "yes"), { once: true });
    }
    for (const event of ["pointerenter", "focus", "play"]) {
      video.addEventListener(event, () => makeSeekable(video).catch(() => {}));
    }
    watcher.observe(video);
  }

  // Whether a box is wider than its place is asked in idle moments: the answer needs the box's
  // layout, and a chapter has hundreds of boxes that nobody has come near yet.
  const WIDE = ".math-display, .md-typeset__scrollwrap, .md-typeset pre > code, .lab-html";
  const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 20));
  let waiting = [];

  function allowScrolling(box) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }

  function measure(deadline) {
    do {
      waiting.splice(0, 1).forEach(allowScrolling);
    } while (waiting.length && deadline?.timeRemaining() > 10);
    if (waiting.length) whenIdle(measure);
  }

  function measureAll() {
    if (!waiting.length) whenIdle(measure);
    waiting = [...document.querySelectorAll(WIDE)];
  }

  // The theme makes every copy button a landmark of its own, a hundred on a chapter, all unnamed.
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (node.className === "md-code__nav") node.role = "presentation";
      }
    }
  }).observe(document.querySelector("article"), { childList: true, subtree: true });

  // The way to a section leads past blocks whose height is a guess. They are laid out on arrival,
  // within a few frames, so go on arriving that long; but not where the browser brings a reader back
  // to where they were.
  function arrive(frames) {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    target?.scrollIntoView();
    if (target && frames > 0) requestAnimationFrame(() => arrive(frames - 1));
  }

  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") {
    addEventListener("load", () => arrive(12));
  }
  addEventListener("hashchange", () => arrive(12));
  addEventListener("load", measureAll); // the theme has put its wrappers round the tables by then
  addEventListener("resize", measureAll);
  document.addEventListener("toggle", ({ target }) => {
    target.querySelectorAll(WIDE).forEach(allowScrolling); // a folded block opened
  }, true);
})();
