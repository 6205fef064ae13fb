// The minuta section by section: read as it will be printed, edited in place as Markdown, saved while it is typed.

import { Guarda, findCopies, forget, holdsWhole, send } from "./guarda.js";
import { drawConflict, drawFindings, drawTools, format, make, pseudo } from "./edicao_partes.js";

const REFRESH_MS = 4000; // after the last save, the findings are looked for again
const YOUNG_MS = 5000;
const LOOK_MS = 1200;
const MOST_LOOKS = 3;
const say = (text) => window.dispatchEvent(new CustomEvent("portal-fala", { detail: text }));
const WORDS = {
  pendente: "Salvando…",
  guardando: "Salvando…",
  espera: "Sem conexão: guardado neste computador",
  sem_copia: "Este computador não tem espaço para a cópia; não feche a página antes de ver Salvo.",
  conflito: "Esta seção mudou em outra aba. Escolha abaixo; nada do que você escreveu se perdeu.",
  vazia: "Seção vazia: nada foi salvo. Escreva algo ou use Remover.",
};
class Editor {
  constructor(screen, secao, copy = null) {
    this.screen = screen;
    this.title = secao.titulo || "Início da peça";
    this.box = make("div", "edicao-editor");
    this.field = make("textarea", "edicao-campo");
    Object.assign(this.field, { spellcheck: true, lang: "pt-BR", value: copy?.texto ?? secao.texto.trimEnd() });
    this.field.setAttribute("aria-label", `Texto da seção ${this.title}`);
    this.status = make("span", "edicao-estado");
    this.status.setAttribute("role", "status");
    this.extra = make("div", "edicao-extra");
    const foot = make("div", "edicao-pe");
    this.done = pseudo("Concluir", `Concluir a edição de ${this.title}`, () => this.finish());
    foot.append(this.done, this.status);
    this.box.append(drawTools(this.field), this.field, foot, this.extra);
    this.guarda = new Guarda({
      peca: screen.data.peca, usuario: screen.data.usuario, secao: secao.chave, base: copy?.base ?? secao.base,
      texto: secao.texto.trimEnd(), enviado: copy?.enviado, name: copy?.name, tell: (estado, mais) => this.show(estado, mais),
    });
    this.field.addEventListener("input", () => { this.grow(); this.guarda.type(this.field.value); });
    this.field.addEventListener("blur", () => this.guarda.flush());
    this.field.addEventListener("keydown", (event) => this.key(event));
    if (copy) this.offer(secao, copy);
  }

  take(secao) {
    const texto = secao.texto.trimEnd();
    this.guarda.resume({ base: secao.base, texto, saved: texto });
    this.field.value = texto;
    this.grow();
  }

  // A text that this computer kept and the portal never confirmed.
  offer(secao, copy) {
    this.guarda.isHeld = true;
    this.guarda.texto = copy.texto;
    this.guarda.saved = null;
    this.extra.append(make("p", "edicao-aviso", "Recuperado: texto não enviado. Confira e escolha."));
    this.extra.append(
      pseudo("Salvar o recuperado", "Salvar o texto recuperado", () => {
        this.extra.replaceChildren();
        this.guarda.isHeld = false;
        this.guarda.type(this.field.value);
        this.guarda.flush();
      }),
      pseudo("Descartar", "Descartar o texto recuperado", () => {
        forget(copy.name);
        this.guarda.closed = true;
        this.screen.close(this);
      }),
    );
    this.status.textContent = "Recuperado: texto não enviado";
  }

  key(event) {
    const name = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && (name === "b" || name === "i")) format(this.field, name);
    else if (((event.ctrlKey || event.metaKey) && name === "enter") || name === "escape") this.finish();
    else return;
    event.preventDefault();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 4}px`;
  }

  show(estado, told = {}) {
    this.box.dataset.estado = estado;
    this.status.textContent = WORDS[estado] ?? told.mensagem ?? "";
    if (estado === "guardado") {
      this.status.textContent = `Salvo às ${told.hora}`;
      this.screen.refreshSoon();
      if (this.isDone) this.screen.refresh();
    }
    if (estado === "sessao") {
      this.status.textContent = "Sua sessão terminou. O texto está guardado neste computador: ";
      const link = make("a", "", "entre de novo");
      link.href = `/entrar?next=${encodeURIComponent(location.pathname + location.search)}`;
      this.status.append(link);
    }
    if (["conflito", "recusado", "sessao", "espera"].includes(estado)) {
      this.isDone = false;
    }
    if (estado === "conflito") this.showConflict(told);
  }

  showConflict(told) {
    const end = (texto, saved) => {
      this.extra.replaceChildren();
      this.field.value = texto;
      this.grow();
      this.field.focus();
      if (!told.base) this.putBack(texto);
      else this.guarda.resume({ base: told.base, texto, saved });
    };
    drawConflict(this.extra, told, {
      mine: () => end(this.field.value, told.atual.trimEnd()),
      theirs: () => (told.base ? end(told.atual.trimEnd(), told.atual.trimEnd()) : this.drop()),
      both: () => end(told.juntos, told.atual.trimEnd()),
    });
  }

  // The section is gone from the peça: what was written becomes a section at its end.
  async putBack(texto) {
    const answer = await send(this.guarda.peca, { acao: "inserir", secao: this.guarda.secao, texto }).catch(() => null);
    if (answer?.ok) this.drop();
    else this.guarda.hold("recusado", { mensagem: "O portal não respondeu; o texto está guardado neste computador." });
  }

  drop() {
    forget(this.guarda.name);
    this.guarda.saved = this.guarda.texto;
    this.guarda.doubt = null;
    this.screen.close(this);
    this.screen.refresh();
  }

  async finish() {
    this.isDone = true;
    if (this.guarda.isHeld) {
      this.isDone = false;
      return;
    }
    if (!this.guarda.isDirty) {
      this.screen.close(this);
      this.screen.refresh();
      return;
    }
    await this.guarda.flush();
    if (this.isDone && !this.guarda.isDirty) this.screen.close(this);
  }
}

class Screen {
  constructor(parent) {
    this.root = make("article", "portal-minuta edicao");
    this.root.setAttribute("aria-label", "Minuta");
    parent.append(this.root);
    this.editors = new Set();
    this.looks = 0;
    this.root.addEventListener("click", (event) => this.click(event));
    this.root.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("mark")) this.click(event); });
  }

  update(data) {
    this.data = data;
    this.follow();
    if (!this.hasRecovered && !data.final) this.recover();
    this.draw();
    if (data.abrir && data.abrir !== this.opened) {
      this.opened = data.abrir;
      const secao = data.secoes.find((one) => one.chave === data.abrir);
      if (secao) this.open(secao);
    }
  }

  // A text that nobody typed in goes on with what was done elsewhere, as by the assistant or a restored version.
  follow() {
    const whole = this.data.secoes.map((one) => one.texto).join("");
    for (const editor of this.editors) {
      const { guarda } = editor;
      if (guarda.isDirty || guarda.isHeld || this.data.revisao < guarda.revisao || whole.includes(guarda.saved)) continue;
      const secao = this.find(editor);
      if (secao) editor.take(secao);
    }
  }

  // A copy as young as this may just be on its way to the portal, or be of a tab that is open: it is looked at again.
  recover() {
    const waiting = [];
    for (const copy of findCopies(this.data.usuario, this.data.peca)) {
      const texto = copy.texto.trimEnd();
      const isYoung = Date.now() - copy.quando < YOUNG_MS;
      if (!texto || holdsWhole(this.data.secoes, texto)) forget(copy.name);
      else if (isYoung && (this.looks < MOST_LOOKS || !copy.isMine)) waiting.push(copy);
      else this.offer(copy);
    }
    this.looks += 1;
    this.hasRecovered = !waiting.length || this.looks > MOST_LOOKS;
    if (!this.hasRecovered) setTimeout(() => this.refresh(), LOOK_MS);
  }

  offer(copy) {
    const { secoes } = this.data;
    const secao = secoes.find((one) => one.base === copy.base) ?? secoes.find((one) => one.chave === copy.secao) ?? secoes[0];
    if (secao) this.editors.add(new Editor(this, secao, copy));
  }

  // Where an editor stands now: its text may have got another heading, or more than one.
  find(editor) {
    const { base, secao, saved } = editor.guarda;
    const { secoes } = this.data;
    const starts = (one) => one.nivel && saved?.startsWith(one.texto.trimEnd());
    return secoes.find((one) => one.base === base) ?? secoes.find((one) => one.chave === secao) ?? secoes.find(starts) ?? secoes[0];
  }

  // What stands stays where it is: a field that is being typed in is never taken out, not even for a moment.
  draw() {
    const at = new Map([...this.editors].map((editor) => [this.find(editor)?.chave, editor]));
    const before = this.parts ?? new Map();
    this.parts = new Map();
    for (const secao of this.data.secoes) {
      const editor = at.get(secao.chave);
      const part = editor?.part ?? before.get(secao.chave) ?? make("section", "edicao-secao");
      this.parts.set(secao.chave, part);
    }
    const wanted = new Set(this.parts.values());
    for (const editor of this.editors) if (editor.part && !wanted.has(editor.part)) wanted.add(editor.part);
    for (const old of [...this.root.children]) if (!wanted.has(old) && !old.matches(".edicao-aviso")) old.remove();
    let next = this.root.querySelector(".edicao-secao");
    for (const part of wanted) {
      if (part === next) next = next.nextElementSibling;
      else this.root.insertBefore(part, next);
    }
    for (const secao of this.data.secoes) this.fill(this.parts.get(secao.chave), secao, at.get(secao.chave));
  }

  fill(part, secao, editor) {
    part.dataset.chave = secao.chave;
    part.setAttribute("aria-label", secao.titulo || "Início da peça");
    if (!part.body) part.append((part.body = make("div", "edicao-corpo")));
    if (part.html !== secao.html) part.body.innerHTML = part.html = secao.html; // the portal's own, from Markdown: the rest is escaped
    part.classList.toggle("edicao-aberta", Boolean(editor));
    const row = editor ? "" : `${secao.base} ${this.data.final}`;
    if (part.row !== row) part.querySelector(".edicao-acoes")?.remove();
    if (part.row !== row && row && !this.data.final) part.append(this.drawActions(secao));
    part.row = row;
    if (editor && editor.part !== part) {
      part.append(editor.box);
      editor.part = part;
      editor.grow();
    }
  }

  drawActions(secao) {
    const name = secao.titulo || "o início da peça";
    const row = make("div", "edicao-acoes");
    row.dataset.fora = "";
    const more = make("details", "edicao-mais");
    const summary = make("summary", "");
    summary.dataset.rotulo = "Mais";
    summary.setAttribute("aria-label", `Mais ações de ${name}`);
    more.append(summary);
    if (secao.nivel) {
      more.append(
        pseudo("Subir", `Subir ${name}`, () => this.ask({ acao: "mover", secao: secao.chave, passo: -1 })),
        pseudo("Descer", `Descer ${name}`, () => this.ask({ acao: "mover", secao: secao.chave, passo: 1 })),
      );
    }
    const fresh = `${"#".repeat(secao.nivel || 2)} Nova seção`;
    more.append(
      pseudo("Nova seção abaixo", `Nova seção abaixo de ${name}`, () => this.ask({ acao: "inserir", secao: secao.chave, texto: fresh }, true)),
      pseudo("Remover", `Remover ${name}`, () => this.ask({ acao: "remover", secao: secao.chave, base: secao.base })),
    );
    row.append(
      pseudo("Editar", `Editar a seção ${name}`, () => this.open(secao)),
      pseudo("Pedir mudança", `Pedir ao assistente uma mudança em ${name}`, () => this.send({ conversa: secao.chave, vez: Date.now() })),
      more,
    );
    return row;
  }

  async ask(envio, isNew = false) {
    await Promise.all([...this.editors].map((editor) => editor.guarda.flush()));
    const answer = await send(this.data.peca, envio).catch(() => null);
    const told = (await answer?.json().catch(() => null)) ?? {};
    if (!answer?.ok) {
      this.warn(told.mensagem ?? "O portal não respondeu e nada mudou. Tente de novo em um minuto.");
      return;
    }
    if (envio.acao === "remover") this.warn("Seção removida. Para trazê-la de volta, restaure a versão anterior em Versões.");
    this.refresh(isNew ? told.secao : "");
  }

  warn(text) {
    const note = make("p", "edicao-aviso", text);
    note.dataset.fora = "";
    this.root.prepend(note);
    note.scrollIntoView({ block: "nearest" });
    say(text);
  }

  open(secao) {
    if (this.data.final || [...this.editors].some((editor) => this.find(editor)?.chave === secao.chave)) return;
    const editor = new Editor(this, secao);
    this.editors.add(editor);
    this.draw();
    editor.field.focus({ preventScroll: true });
    editor.field.setSelectionRange(0, 0);
    editor.box.scrollIntoView({ block: "nearest" });
  }

  close(editor) {
    editor.guarda.close();
    editor.box.remove();
    this.editors.delete(editor);
    this.draw();
  }

  // The page asks the portal for the text and its findings again.
  refresh(abrir = "") {
    clearTimeout(this.timer);
    this.send({ abrir, vez: Date.now() });
  }

  refreshSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), REFRESH_MS);
  }

  click(event) {
    const mark = event.target.closest?.("mark[data-chave]");
    const achado = mark && this.data.achados[mark.dataset.chave];
    if (mark && drawFindings(mark, achado) && achado.fonte) {
      this.send({ achado: mark.dataset.chave, vez: Date.now() });
      document.querySelector(".st-key-gerador_de_pecas_evidencias")?.scrollTo({ top: 0 });
    }
    const body = event.target.closest?.(".edicao-secao:not(.edicao-aberta) > .edicao-corpo");
    if (mark || !body || event.target.closest("a, button, .edicao-achado") || !getSelection().isCollapsed) return;
    const { chave } = body.parentElement.dataset;
    this.open(this.data.secoes.find((one) => one.chave === chave));
  }

  end() {
    clearTimeout(this.timer);
    for (const editor of this.editors) editor.guarda.close();
    this.root.remove();
  }
}

const mounted = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const screen = mounted.get(parentElement) ?? new Screen(parentElement);
  mounted.set(parentElement, screen);
  screen.send = (pedido) => setTriggerValue("mudou", pedido);
  screen.update(data);
  return () => {
    screen.end();
    mounted.delete(parentElement);
  };
}
