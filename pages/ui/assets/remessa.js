// Files of a lot: chosen or dropped, by the hundred, and sent one by one on several lines at once. What was sent stays
// with the portal; what was refused says why.

const LINES = 4;
const TRIES = 3;
const PAUSE_MS = 1500;
const LEAST_TOLD = 20; // refusals in sight; the others are counted
const NO_ANSWER = "O portal não respondeu; use Enviar de novo.";

const say = (text) => window.dispatchEvent(new CustomEvent("portal-fala", { detail: text }));

function make(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// A browser gives the files of a dropped folder one level at a time.
async function listEntry(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => { entry.file(resolve, reject); })];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (!some.length) return found;
    for (const one of some) found.push(...(await listEntry(one)));
  }
}

async function listDropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  return (await Promise.all(entries.map(listEntry))).flat();
}

class Remessa {
  constructor(parent) {
    this.queue = [];
    this.failed = [];
    this.refused = [];
    this.sent = this.total = this.open = 0;
    this.root = make("section", "remessa");
    this.root.setAttribute("aria-label", "Enviar arquivos");
    this.words = make("p", "remessa-dica");
    this.bar = make("progress", "remessa-barra");
    this.bar.setAttribute("aria-label", "Arquivos enviados");
    this.status = make("p", "remessa-estado");
    this.status.setAttribute("role", "status");
    this.again = this.drawButton("Enviar de novo os que falharam", () => this.retry());
    this.list = make("ul", "remessa-recusas");
    const tools = make("div", "portal-acoes");
    tools.append(this.drawPicker("Escolher arquivos", {}), this.drawPicker("Escolher uma pasta", { webkitdirectory: true }), this.again);
    this.root.append(tools, this.words, this.bar, this.status, this.list);
    parent.append(this.root);
    this.root.addEventListener("dragover", (event) => { event.preventDefault(); this.root.dataset.sobre = ""; });
    this.root.addEventListener("dragleave", () => { delete this.root.dataset.sobre; });
    this.root.addEventListener("drop", async (event) => {
      event.preventDefault();
      delete this.root.dataset.sobre;
      this.add(await listDropped(event.dataTransfer));
    });
    this.onLeave = (event) => { if (this.open || this.queue.length) event.preventDefault(); };
    window.addEventListener("beforeunload", this.onLeave);
    this.draw();
  }

  drawButton(label, action) {
    const button = make("button", "portal-botao", label);
    button.type = "button";
    button.addEventListener("click", action);
    return button;
  }

  drawPicker(label, options) {
    const field = Object.assign(make("input", "portal-so-leitor"), { type: "file", multiple: true, tabIndex: -1, ...options });
    field.setAttribute("aria-label", label);
    field.addEventListener("change", () => { this.add([...field.files]); field.value = ""; });
    const box = make("span", "remessa-escolha");
    box.append(this.drawButton(label, () => field.click()), field);
    return box;
  }

  update(data) {
    this.data = data;
    this.words.textContent = data.dica;
  }

  add(files) {
    const chosen = files.filter((file) => !file.name.startsWith(".")); // what systems leave in folders
    if (!chosen.length) return;
    if (!this.open && !this.queue.length) {
      this.sent = this.total = 0;
      this.refused = [];
    }
    this.total += chosen.length;
    this.queue.push(...chosen);
    this.draw();
    while (this.open < LINES && this.queue.length) this.run();
  }

  retry() {
    const files = this.failed;
    this.failed = [];
    this.refused = this.refused.filter((one) => one.texto !== NO_ANSWER);
    this.add(files);
  }

  async run() {
    this.open += 1;
    while (this.queue.length) {
      await this.send(this.queue.shift());
      this.sent += 1;
      this.draw();
    }
    this.open -= 1;
    if (!this.open) this.finish();
  }

  async send(file) {
    for (let left = TRIES; left; left -= 1) {
      let answer = await this.ask(file);
      while (answer?.pausa_s && !this.isClosed) { // as many as a minute takes were sent: the others follow by themselves
        await wait(answer.pausa_s * 1000);
        answer = await this.ask(file);
      }
      if (answer) {
        for (const texto of answer.recusas ?? []) this.refused.push({ nome: file.name, texto });
        return;
      }
      if (left > 1) await wait(PAUSE_MS);
    }
    this.failed.push(file);
    this.refused.push({ nome: file.name, texto: NO_ANSWER });
  }

  // What the portal said of the file; nothing when it did not answer as it should, and the file is sent again.
  async ask(file) {
    if (file.size > this.data.max_bytes) return { recusas: [this.data.grande.replace("{nome}", file.name)] };
    try {
      const answer = await fetch(this.data.url, {
        method: "POST", body: file, cache: "no-store", headers: { "x-nome": encodeURIComponent(file.name) },
      });
      if (answer.status === 429) return { pausa_s: Number(answer.headers.get("retry-after")) || 1 };
      const isTold = (answer.headers.get("content-type") ?? "").startsWith("application/json");
      if (!isTold || answer.status >= 500) return null;
      return await answer.json();
    } catch {
      return null;
    }
  }

  finish() {
    this.draw();
    const bad = this.refused.length;
    say(bad ? `Envio terminado, com ${bad} aviso${bad > 1 ? "s" : ""}.` : "Envio terminado.");
    this.tell();
  }

  draw() {
    const isAtWork = this.open > 0 || this.queue.length > 0;
    this.bar.hidden = !isAtWork;
    this.bar.max = Math.max(this.total, 1);
    this.bar.value = this.sent;
    this.status.textContent = isAtWork ? `Enviando: ${this.sent} de ${this.total}. Não feche a página.` : "";
    this.again.hidden = isAtWork || !this.failed.length;
    const told = this.refused.slice(0, LEAST_TOLD).map((one) => make("li", "portal-estado portal-estado-com_erro", one.texto === NO_ANSWER ? `${one.nome}: ${one.texto}` : one.texto));
    const rest = this.refused.length - told.length;
    if (rest > 0) told.push(make("li", "", `E mais ${rest}.`));
    this.list.replaceChildren(...told);
  }

  close() {
    window.removeEventListener("beforeunload", this.onLeave);
    this.queue = [];
    this.isClosed = true;
    this.root.remove();
  }
}

const mounted = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const remessa = mounted.get(parentElement) ?? new Remessa(parentElement);
  mounted.set(parentElement, remessa);
  remessa.tell = () => setTriggerValue("fim", Date.now());
  remessa.update(data);
  return () => {
    remessa.close();
    mounted.delete(parentElement);
  };
}
