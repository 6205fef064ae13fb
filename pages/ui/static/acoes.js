// What a click or a key does at once: the pressed button shows it, Enter starts, text is copied, the end is announced.
(() => {
  "use strict";

  // One live region for the whole visit; those inside the page are replaced too often to be read.
  const voice = document.createElement("p");
  voice.className = "portal-so-leitor";
  voice.setAttribute("role", "status");
  document.body.append(voice);
  const say = (text) => { voice.textContent = text; };
  window.addEventListener("portal-fala", (event) => say(event.detail));

  // A pressed button takes no second click until the page answered.
  const APP = "[data-testid='stApp']";
  const BUTTON = "[data-testid='stMain'] [data-testid='stButton'] button";
  const isRunning = () => document.querySelector(APP)?.getAttribute("data-test-script-state") === "running";

  function free() {
    for (const button of document.querySelectorAll("button[data-ocupado]")) {
      delete button.dataset.ocupado;
      button.removeAttribute("aria-busy");
    }
  }

  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest?.(BUTTON);
      if (!button) return;
      if ("ocupado" in button.dataset) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      button.dataset.ocupado = "";
      button.setAttribute("aria-busy", "true");
      setTimeout(() => { if (!isRunning()) free(); }, 1500); // the click led to nothing
    },
    true,
  );

  let wasRunning = false;
  new MutationObserver(() => {
    const now = isRunning();
    if (wasRunning === now) return;
    wasRunning = now;
    if (!now) free();
    window.dispatchEvent(new CustomEvent("portal-trabalha", { detail: now }));
  }).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ["data-test-script-state"] });

  // Enter in a field of one line presses the form's button, after Streamlit has taken the field's value.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (!event.target.matches?.("input[type='text']:not([role='combobox'])")) return;
    const form = event.target.closest("[class*='_formulario']");
    const button = form?.querySelector("[class*='_enviar'] button");
    if (button) setTimeout(() => button.click(), 0);
  });

  // A whole and valid case number is asked for at the court while the person still types or looks for the button.
  const asked = new Set();
  function askAhead(text) {
    const digits = text.replace(/\/\d{1,6}\s*$/, "").replace(/[\s.\-–—]/g, "");
    if (!/^\d{20}$/.test(digits) || asked.has(digits)) return;
    const bare = digits.slice(0, 7) + digits.slice(9);
    if (Number(98n - (BigInt(`${bare}00`) % 97n)) !== Number(digits.slice(7, 9))) return;
    asked.add(digits);
    fetch(`/autos/antecipar?processo=${digits}`, { method: "POST" }).catch(() => asked.delete(digits));
  }
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[class*='_formulario'] [class*='_numero'] input")) askAhead(event.target.value);
  });

  // Copy the minuta with its headings and emphasis, and as plain text for fields that take only that.
  async function copy(article) {
    if (navigator.clipboard?.write && window.ClipboardItem) {
      const clean = article.cloneNode(true);
      for (const tool of clean.querySelectorAll("[data-fora], .edicao-editor")) tool.remove();
      for (const mark of clean.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
      const as = (type, text) => ({ [type]: new Blob([text], { type }) });
      const item = { ...as("text/html", clean.innerHTML), ...as("text/plain", article.innerText) };
      await navigator.clipboard.write([new ClipboardItem(item)]);
      return true;
    }
    const selection = getSelection(); // a portal reached without https has no clipboard interface
    selection.selectAllChildren(article);
    const isCopied = document.execCommand("copy");
    selection.removeAllRanges();
    return isCopied;
  }

  // The button may stand there before the text that it copies; a browser lets a click act for about five seconds.
  const LONGEST_ACT_MS = 4500;
  async function findMinuta() {
    const until = performance.now() + LONGEST_ACT_MS;
    const find = () => document.querySelector(".portal-minuta");
    while (!find() && performance.now() < until) await new Promise((done) => setTimeout(done, 50));
    return find();
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".portal-copiar");
    if (!button) return;
    const article = await findMinuta();
    if (!article) {
      say("O texto ainda não está na tela. Tente copiar de novo em instantes.");
      return;
    }
    article.classList.add("portal-copiando");
    const copying = copy(article).catch(() => false); // reads the text before it waits
    article.classList.remove("portal-copiando");
    const isCopied = await copying;
    const words = button.textContent;
    button.textContent = isCopied ? "Texto copiado" : "O navegador não permitiu copiar";
    say(button.textContent);
    setTimeout(() => { button.textContent = words; }, 2500);
  });

  // Whoever leaves takes the copies of unsent text along (LGPD); what the portal did not get yet is sent first.
  const COPIES = "portal-minuta:";
  const LAST_SEND_MS = 3000;
  const listCopies = () => {
    const person = sessionStorage.getItem("portal-pessoa");
    const prefix = person ? `${COPIES}${person}:` : COPIES;
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.getAttribute("action") !== "/sair" || !listCopies().length) return;
    event.preventDefault();
    const until = performance.now() + LAST_SEND_MS;
    while (listCopies().length && performance.now() < until) await new Promise((done) => setTimeout(done, 100));
    const words = "Há texto seu que o portal ainda não recebeu. Se você sair agora, ele se perde. Sair mesmo assim?";
    if (listCopies().length && !window.confirm(words)) return;
    window.dispatchEvent(new Event("portal-sai"));
    for (const name of listCopies()) localStorage.removeItem(name);
    form.submit();
  });

  // When the work that the person watches ends, the focus goes to its result as soon as it is drawn.
  const LONGEST_WAIT_MS = 10_000;
  window.addEventListener("portal-terminou", () => {
    const until = performance.now() + LONGEST_WAIT_MS;
    const look = () => {
      const result = document.querySelector(".portal-resultado");
      if (result) {
        result.setAttribute("tabindex", "-1");
        result.focus();
      } else if (performance.now() < until) requestAnimationFrame(look);
    };
    look();
  });
})();
