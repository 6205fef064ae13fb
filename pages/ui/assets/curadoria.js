// The modules of a curadoria by section. A mark moves at once; what was done goes to the portal in one message at a
// time, with the version that was on the screen, so that another tab is never overwritten.

const ICONS = { sugerido: "lightbulb", confirmado: "check_circle", acrescentado: "add_circle", retirado: "remove_circle", fora: "block" };
const ANSWER_MS = 8000; // after this a message that led to nothing no longer holds back the next one

const say = (text) => window.dispatchEvent(new CustomEvent("portal-fala", { detail: text }));

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function icon(name) {
  const sign = make("span", "curadoria-icone", name);
  sign.setAttribute("aria-hidden", "true");
  return sign;
}

function button(name, label, action, text = "") {
  const element = make("button", "curadoria-botao", "");
  element.type = "button";
  element.title = label;
  element.setAttribute("aria-label", label);
  element.append(text || icon(name));
  element.addEventListener("click", action);
  return element;
}

class Curadoria {
  constructor(parent) {
    this.root = make("div", "curadoria");
    parent.append(this.root);
    this.queue = [];
    this.sentOn = null;
    this.openSections = new Set();
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
  }

  update(data) {
    this.data = data;
    if (data.versao !== this.sentOn) this.sentOn = null;
    clearTimeout(this.timer);
    this.draw();
    if (data.falhou) this.showRefusal();
    this.flush();
  }

  // What was asked was refused: the words stand above the list, out of sight of whoever scrolled down.
  showRefusal() {
    this.queue = [];
    const alert = document.querySelector("[data-testid='stMain'] [data-testid='stAlert']");
    alert?.scrollIntoView({ block: "center" });
    if (alert) say((alert.querySelector("p") ?? alert).textContent);
  }

  ask(tipo, alvo, secao = false) {
    this.queue.push({ tipo, alvo, secao });
    this.flush();
  }

  flush() {
    if (!this.queue.length || this.sentOn !== null) return;
    this.sentOn = this.data.versao;
    this.send({ versao: this.data.versao, atos: this.queue, vez: Date.now() });
    this.queue = [];
    this.timer = setTimeout(() => { this.sentOn = null; this.draw(); this.flush(); }, ANSWER_MS);
  }

  draw() {
    const kept = document.activeElement?.closest?.(".curadoria [data-foco]")?.dataset.foco;
    const secoes = this.data.secoes.filter((one) => one.dentro.length || one.retirados.length || one.fora.length);
    this.root.replaceChildren(...secoes.map((secao) => this.drawSecao(secao)));
    if (kept) this.root.querySelector(`[data-foco="${CSS.escape(kept)}"]`)?.focus({ preventScroll: true });
  }

  drawSecao(secao) {
    const box = make("section", "curadoria-secao");
    const head = make("header", "curadoria-topo");
    head.append(make("h3", "", secao.nome), make("span", "curadoria-conta", this.count(secao)));
    if (secao.dentro.length) {
      for (const [tipo, name, words] of [["subir", "arrow_upward", "Subir"], ["descer", "arrow_downward", "Descer"]]) {
        const move = button(name, `${words} a seção ${secao.nome}`, () => this.ask(tipo, secao.nome, true));
        move.dataset.foco = `${tipo}-secao-${secao.nome}`;
        head.append(move);
      }
    }
    const list = make("ul", "curadoria-lista");
    secao.dentro.forEach((item, place) => list.append(this.drawItem(item, place, secao.dentro.length)));
    secao.retirados.forEach((item) => list.append(this.drawItem(item)));
    box.append(head, list);
    if (secao.fora.length) box.append(this.drawFora(secao));
    return box;
  }

  count(secao) {
    const total = secao.dentro.length;
    return total === 1 ? "1 na peça" : `${total} na peça`;
  }

  drawFora(secao) {
    const details = make("details", "curadoria-fora");
    details.open = this.openSections.has(secao.nome);
    details.addEventListener("toggle", () => {
      if (details.open) this.openSections.add(secao.nome);
      else this.openSections.delete(secao.nome);
    });
    const list = make("ul", "curadoria-lista");
    secao.fora.forEach((item) => list.append(this.drawItem(item)));
    const summary = make("summary", "", `Por que não (${secao.fora.length})`);
    summary.dataset.foco = `fora-${secao.nome}`;
    details.append(summary, list);
    return details;
  }

  drawItem(item, place = -1, total = 0) {
    const isIn = place >= 0;
    const line = make("li", `curadoria-item curadoria-${item.situacao}`);
    const check = make("input");
    check.type = "checkbox";
    check.checked = isIn;
    check.dataset.foco = `marca-${item.slug}`;
    check.setAttribute("aria-label", `${item.titulo}: na peça`);
    check.addEventListener("change", () => this.toggle(item, check, line));
    const body = make("div", "curadoria-corpo");
    const title = make("p", "curadoria-titulo");
    const mark = make("span", `curadoria-marca curadoria-marca-${item.situacao}`);
    mark.append(icon(item.rotulo === "Depende de resposta" ? "help" : ICONS[item.situacao]), item.rotulo);
    title.append(make("span", "curadoria-nome", item.titulo), mark, make("span", "curadoria-origem", item.origem));
    body.append(title, this.drawMotivo(item));
    const tools = make("div", "curadoria-acoes");
    const add = (tool, focus) => { tool.dataset.foco = `${focus}-${item.slug}`; tools.append(tool); };
    if (item.situacao === "sugerido") add(button("done", `Confirmar ${item.titulo}`, () => this.ask("confirmou", item.slug)), "confirmar");
    if (isIn && place > 0) add(button("arrow_upward", `Subir ${item.titulo}`, () => this.ask("subir", item.slug)), "subir");
    if (isIn && place < total - 1) add(button("arrow_downward", `Descer ${item.titulo}`, () => this.ask("descer", item.slug)), "descer");
    const read = button("", `Ler ${item.titulo}`, () => this.send({ ler: item.slug, vez: Date.now() }), "Ler");
    if (this.data.lendo === item.slug) read.setAttribute("aria-current", "true");
    add(read, "ler");
    line.append(check, body, tools);
    return line;
  }

  drawMotivo(item) {
    const reason = make("p", "curadoria-motivo");
    if (item.politica) reason.append(make("strong", "", `${item.politica}: `));
    if (item.politica || !item.porques.length) reason.append(item.motivo);
    item.porques.forEach((porque, place) => {
      if (place || item.politica) reason.append(" · ");
      reason.append(porque.texto);
      if (!porque.lugar) return;
      reason.append(" (");
      const link = make(porque.endereco ? "a" : "span", "", porque.lugar);
      reason.append(link, ")");
      if (!porque.endereco) return;
      link.href = porque.endereco;
      link.target = "_blank";
      link.rel = "noopener";
      link.append(make("span", "portal-so-leitor", " (abre em outra aba)"));
    });
    return reason;
  }

  toggle(item, check, line) {
    line.classList.toggle("curadoria-muda", true);
    if (!check.checked) this.ask("retirou", item.slug);
    else this.ask(item.situacao === "retirado" ? "restaurou" : "acrescentou", item.slug);
    say(`${item.titulo}: ${check.checked ? "na peça" : "fora da peça"}`);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !/^[jk]$/i.test(event.key)) return;
    const typing = event.target.closest?.("input:not([type='checkbox']), textarea, select, [role='combobox'], [contenteditable='true']");
    if (typing) return;
    const checks = [...this.root.querySelectorAll("input[type='checkbox']")].filter((one) => one.offsetParent);
    const step = event.key.toLowerCase() === "j" ? 1 : -1;
    const here = checks.indexOf(document.activeElement?.closest?.("li")?.querySelector("input[type='checkbox']"));
    const next = checks[here < 0 ? 0 : Math.min(Math.max(here + step, 0), checks.length - 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  close() {
    clearTimeout(this.timer);
    document.removeEventListener("keydown", this.onKey);
    this.root.remove();
  }
}

const mounted = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const curadoria = mounted.get(parentElement) ?? new Curadoria(parentElement);
  mounted.set(parentElement, curadoria);
  curadoria.send = (gesto) => setTriggerValue("gesto", gesto);
  curadoria.update(data);
  return () => {
    curadoria.close();
    mounted.delete(parentElement);
  };
}
