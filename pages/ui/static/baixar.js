// A file is fetched in sight of the person: what is being prepared is said, and a refusal is read where it was asked for.
(() => {
  "use strict";

  const SAID_AFTER_MS = 1000; // a file that comes at once needs no words
  const TICK_MS = 1000;
  const KEPT_MS = 60_000;
  const PREPARING = "Preparando o arquivo…";
  const COMING = "Baixando o arquivo…";
  const NO_ANSWER = "O portal não respondeu, e o arquivo não foi baixado. Nada se perdeu; tente de novo em instantes.";

  const box = document.createElement("div");
  box.className = "portal-recado";
  box.setAttribute("role", "status");
  document.body.append(box);

  const make = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

  // One line while the file comes; its seconds count without being read aloud each time.
  class Wait {
    constructor() {
      this.since = Date.now();
      this.words = make("span", PREPARING);
      this.seconds = make("span", "");
      this.seconds.setAttribute("aria-hidden", "true");
      this.showing = setTimeout(() => this.show(), SAID_AFTER_MS);
    }

    show() {
      this.tick();
      this.ticking = setInterval(() => this.tick(), TICK_MS);
      const line = make("p", "");
      line.append(this.words, this.seconds);
      box.replaceChildren(line);
    }

    tick() {
      this.seconds.textContent = ` ${Math.round((Date.now() - this.since) / 1000)} s`;
    }

    end() {
      clearTimeout(this.showing);
      clearInterval(this.ticking);
      if (box.contains(this.words)) box.replaceChildren();
    }
  }

  function refuse(text) {
    const button = make("button", "Fechar");
    button.type = "button";
    button.className = "portal-botao";
    button.addEventListener("click", () => box.replaceChildren());
    box.replaceChildren(make("p", text), button);
  }

  function readName(answer) {
    const header = answer.headers.get("content-disposition") ?? "";
    const whole = header.match(/filename\*=UTF-8''([^;]+)/i);
    return whole ? decodeURIComponent(whole[1]) : (header.match(/filename="([^"]+)"/)?.[1] ?? "arquivo");
  }

  function save(content, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
  }

  async function fetchFile(address, wait) {
    const answer = await fetch(address, { headers: { accept: "text/plain" }, cache: "no-store" });
    if (answer.ok) {
      wait.words.textContent = COMING;
      save(await answer.blob(), readName(answer));
      return "";
    }
    const isForPeople = (answer.headers.get("content-type") ?? "").startsWith("text/plain");
    return (isForPeople && (await answer.text())) || NO_ANSWER;
  }

  const coming = new Set();
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[download]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const address = link.href;
    if (coming.has(address)) return;
    coming.add(address);
    link.setAttribute("aria-busy", "true");
    box.replaceChildren();
    const wait = new Wait();
    const refusal = await fetchFile(address, wait).catch(() => NO_ANSWER);
    wait.end();
    if (refusal) refuse(refusal);
    link.removeAttribute("aria-busy");
    coming.delete(address);
  });
})();
