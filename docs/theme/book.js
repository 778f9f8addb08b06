// What the pages cannot do without a script: let every animation be scrubbed, and let the
// keyboard scroll whatever is wider than the page.
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const fromServer = location.protocol !== "file:";

  // A server without Range support (mkdocs serve has none) makes a video that cannot seek. Ask for
  // one byte: if the whole file comes instead, play it from memory.
  async function makeSeekable(video) {
    const response = await fetch(video.src, {
      headers: { Range: "bytes=0-0" },
      cache: "no-store", // the video's own request holds the cache entry
    });
    if (response.status !== 200) return;
    const { currentTime, paused } = video;
    video.src = URL.createObjectURL(await response.blob());
    video.currentTime = currentTime;
    if (!paused) video.play();
  }

  function mayPlay(video) {
    return "autoplay" in video.dataset && !calm.matches && !video.dataset.touched;
  }

  async function enter(video) {
    if (fromServer && !video.dataset.checked) {
      video.dataset.checked = "yes";
      await makeSeekable(video).catch(() => {}); // it still plays, only without scrubbing
    }
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
    watcher.observe(video);
  }

  function allowScrolling() {
    const wide = ".math-display, .md-typeset__scrollwrap, .md-typeset pre > code, .lab-html";
    for (const box of document.querySelectorAll(wide)) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  addEventListener("load", allowScrolling);
  addEventListener("resize", allowScrolling);
  document.addEventListener("toggle", allowScrolling, true); // a folded block opened
})();
