// A screen that takes long says so: a server behind it may be slow or frozen, and nothing else on the page would tell.
(() => {
  "use strict";

  const SAID_AFTER_MS = 1500; // well before the two seconds after which a wait needs words
  const TICK_MS = 1000;
  const WORDS = "O portal está demorando a responder; a tela continua sozinha.";

  const box = document.createElement("div");
  box.className = "portal-recado portal-demora";
  box.setAttribute("role", "status");
  document.body.append(box);
  const seconds = document.createElement("span");
  seconds.setAttribute("aria-hidden", "true"); // counted in sight, not read aloud each time

  let since = 0;
  let saying = 0;
  let ticking = 0;

  function tick() {
    seconds.textContent = ` ${Math.round((Date.now() - since) / 1000)} s`;
  }

  function say() {
    tick();
    ticking = setInterval(tick, TICK_MS);
    const line = document.createElement("p");
    line.append(WORDS, seconds);
    box.replaceChildren(line);
  }

  // Told by acoes.js whenever the page begins or ends to work.
  window.addEventListener("portal-trabalha", (event) => {
    clearTimeout(saying);
    clearInterval(ticking);
    box.replaceChildren();
    if (!event.detail) return;
    since = Date.now();
    saying = setTimeout(say, SAID_AFTER_MS);
  });
})();
