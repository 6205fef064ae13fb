// Keeps what is typed: on this computer at once, at the portal after a pause. Nothing is forgotten before the portal
// said that it has it, and nothing is asked for twice: a text whose answer was lost is sent again as it was.

const PAUSE_MS = 1000;
const RETRY_MS = [2000, 5000, 10_000, 30_000];
const LONGEST_KEPT_MS = 7 * 24 * 3600 * 1000;
const MOST_BYTES_LEAVING = 60_000; // browsers carry no more from a page that is going away
const PREFIX = "portal-minuta:";

const aba = (() => {
  const known = sessionStorage.getItem("portal-aba");
  if (known) return known;
  const made = Math.random().toString(36).slice(2);
  sessionStorage.setItem("portal-aba", made);
  return made;
})();

export function send(peca, envio, leaving = false) {
  const body = JSON.stringify(envio);
  const keepalive = leaving && new Blob([body]).size < MOST_BYTES_LEAVING;
  return fetch(`/minuta/${peca}`, { method: "POST", headers: { "content-type": "application/json" }, body, keepalive });
}

// What this computer kept of a peça for its person and the portal never confirmed; old copies are deleted.
export function findCopies(usuario, peca) {
  const found = [];
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
    let copy = null;
    try { copy = JSON.parse(localStorage.getItem(name)); } catch { /* not ours any more */ }
    if (!copy || Date.now() - copy.quando > LONGEST_KEPT_MS) localStorage.removeItem(name);
    else if (name.startsWith(`${PREFIX}${usuario}:${peca}:`)) found.push({ ...copy, name, isMine: copy.aba === aba });
  }
  return found;
}

// Whether the text is the whole of a section of the peça, or of sections in a row: a part of one says nothing.
export function holdsWhole(secoes, texto) {
  return secoes.some((_, first) => {
    let joined = "";
    for (const secao of secoes.slice(first)) {
      joined += secao.texto;
      if (joined.trimEnd().length >= texto.trimEnd().length) break;
    }
    return joined.trimEnd() === texto.trimEnd();
  });
}

export const forget = (name) => localStorage.removeItem(name);

// One section while it is edited. ``tell(estado, mais)`` says how it stands: pendente, guardando, guardado, espera,
// sessao, conflito, recusado.
export class Guarda {
  constructor({ peca, usuario, secao, base, texto, tell, enviado = "", name = "" }) {
    Object.assign(this, { peca, secao, base, texto, tell, saved: texto, revisao: 0 });
    sessionStorage.setItem("portal-pessoa", usuario); // whose copies a logout takes away
    this.doubt = enviado || null; // sent, and not answered for
    this.tries = 0;
    this.name = name || `${PREFIX}${usuario}:${peca}:${aba}:${secao}`;
    this.onBack = () => this.flush();
    addEventListener("pagehide", (this.onGone = () => this.leave()));
    addEventListener("online", this.onBack);
    addEventListener("portal-sai", (this.onExit = () => { this.closed = true; }));
    document.addEventListener("visibilitychange", this.onBack);
  }

  get isDirty() { return this.texto !== this.saved || this.doubt !== null; }

  type(texto) {
    this.texto = texto;
    this.keep();
    if (!this.isDirty || this.isHeld) return;
    this.tell("pendente");
    this.plan(PAUSE_MS);
  }

  plan(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), ms);
  }

  keep() {
    if (this.closed) return;
    if (!this.isDirty) {
      forget(this.name);
      return;
    }
    const { secao, base, texto, doubt } = this;
    const copy = { secao, base, texto, enviado: doubt ?? "", quando: Date.now(), aba };
    try {
      localStorage.setItem(this.name, JSON.stringify(copy));
    } catch {
      this.tell("sem_copia"); // this computer has no room for it; the portal still gets it
    }
  }

  // Answers when the portal has the text, or when it cannot have it now.
  async flush() {
    clearTimeout(this.timer);
    if (this.sending || this.isHeld || !this.isDirty) return this.sending;
    const texto = this.doubt ?? this.texto;
    if (!texto.trim()) return this.tell("vazia");
    this.doubt = texto;
    this.keep();
    this.tell("guardando");
    this.sending = send(this.peca, { acao: "salvar", secao: this.secao, base: this.base, texto })
      .then((answer) => this.take(answer, texto), () => this.wait())
      .finally(() => { this.sending = null; });
    await this.sending;
    if (this.isDirty && !this.isHeld && !this.tries && !this.closed) this.plan(PAUSE_MS);
    return undefined;
  }

  async take(answer, texto) {
    if (answer.status === 401) return this.hold("sessao");
    if (answer.status === 429 || answer.status >= 500) return this.wait(Number(answer.headers.get("retry-after")) * 1000);
    const told = await answer.json().catch(() => ({}));
    this.tries = 0;
    this.doubt = null;
    if (answer.status === 409) return this.hold("conflito", told);
    if (!answer.ok) return this.hold("recusado", told);
    Object.assign(this, { base: told.base, secao: told.secao, saved: texto, revisao: told.revisao });
    this.keep();
    return this.tell(this.isDirty ? "pendente" : "guardado", told);
  }

  wait(ms = 0) {
    this.tell("espera");
    this.plan(ms || RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)]);
    this.tries += 1;
  }

  // Nothing is sent until the person decided; what is typed stays on this computer.
  hold(estado, mais) {
    this.isHeld = true;
    this.keep();
    this.tell(estado, mais);
  }

  // The person decided: go on from the text that is there now.
  resume({ base, texto, saved }) {
    Object.assign(this, { base, texto, saved, isHeld: false, doubt: null, tries: 0 });
    this.keep();
    if (this.isDirty) this.flush();
  }

  leave() {
    if (this.closed || this.isHeld || this.texto === this.saved || !this.texto.trim()) return;
    this.keep();
    const { secao, base, texto, doubt } = this;
    send(this.peca, { acao: "salvar", secao, base, texto, enviado: doubt && doubt !== texto ? doubt : "" }, true).catch(() => {});
    this.doubt ??= texto;
  }

  close() {
    if (!this.closed) this.flush().finally(() => { this.closed = true; });
    clearTimeout(this.timer);
    removeEventListener("pagehide", this.onGone);
    removeEventListener("online", this.onBack);
    removeEventListener("portal-sai", this.onExit);
    document.removeEventListener("visibilitychange", this.onBack);
  }
}
