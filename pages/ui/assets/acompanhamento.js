// Follows a geração over server-sent events: its steps and, as it is written, its text.

import { make, TextoVivo } from "./texto_vivo.js";

const SIGNS = { pendente: "radio_button_unchecked", trabalhando: "progress_activity", feito: "check_circle" };

const RETRY_MS = 2000;
const TICK_MS = 250;
// A wait is said when it lasts, so that short ones do not flicker; nothing stays silent for more than two seconds.
const WAIT_MS = 500;
const SILENCE_MS = 2000;
const NO_CONTACT = "Sem contato com o portal; tentando de novo. O trabalho continua e nada se perde.";

function formatTime(ms) {
  const segundos = Math.max(0, Math.round(ms / 1000));
  const minutos = Math.floor(segundos / 60);
  return minutos ? `${minutos} min ${segundos % 60} s` : `${segundos} s`;
}

class Acompanhamento {
  constructor(parent, data) {
    this.url = data.url;
    this.titulo = data.titulo;
    this.marcas = data.marcas;
    this.root = make("section", "acompanhamento");
    this.root.setAttribute("aria-label", "Andamento da geração");
    this.painel = make("div", "acompanhamento-painel");
    this.topo = make("div", "acompanhamento-topo");
    this.estado = make("span", "portal-estado");
    this.tempo = make("span", "acompanhamento-tempo");
    this.topo.append(this.estado, this.tempo);
    this.passos = make("ol", "acompanhamento-passos");
    this.barra = make("progress", "acompanhamento-barra");
    this.barra.setAttribute("aria-label", "Documentos lidos");
    this.espera = make("p", "acompanhamento-espera");
    this.avisos = make("details", "portal-ressalvas");
    this.avisos.hidden = true;
    this.painel.append(this.topo, this.espera, this.passos, this.avisos);
    this.folha = make("div", "acompanhamento-folha");
    this.vazio = make("p", "acompanhamento-vazio", "A minuta aparece aqui enquanto é escrita.");
    this.texto = make("article", "portal-minuta");
    this.texto.setAttribute("aria-label", "Minuta em redação");
    this.texto.hidden = true;
    this.folha.append(this.vazio, this.texto);
    this.vivo = new TextoVivo(this.texto);
    this.root.append(this.painel, this.folha);
    parent.append(this.root); // beside the style element that Streamlit put there
    this.dito = "";
    this.motivo = "";
    this.atividade = "";
    this.fala = "";
    this.relogio = setInterval(() => this.tick(), TICK_MS);
    this.connect();
  }

  connect() {
    this.fonte = new EventSource(this.url);
    this.fonte.addEventListener("estado", (event) => this.showState(JSON.parse(event.data)));
    this.fonte.addEventListener("texto", (event) => this.showText(JSON.parse(event.data)));
    this.fonte.addEventListener("fim", () => this.finish());
    this.fonte.onerror = () => this.loseContact();
  }

  // The browser tries again by itself, except after an answer that is not a stream (a portal that is starting again).
  loseContact() {
    this.semContato ||= Date.now();
    this.tick();
    if (this.fonte.readyState !== EventSource.CLOSED || this.volta) return;
    this.volta = setTimeout(() => {
      this.volta = null;
      this.fonte.close();
      this.connect();
    }, RETRY_MS);
  }

  showState(view) {
    this.estado.className = `portal-estado portal-estado-${view.estado}`;
    this.estado.textContent = view.rotulo;
    document.title = `${this.marcas[view.estado]} · ${this.titulo}`;
    this.desde = Date.parse(view.desde);
    this.barra.max = view.total || 1;
    this.barra.value = view.feitos;
    this.passos.replaceChildren(...view.passos.map((passo) => this.drawStep(passo)));
    if (view.total && view.passos[0].estado === "trabalhando") this.passos.firstChild.append(this.barra);
    this.drawWarnings(view.avisos);
    this.semContato = 0;
    this.ouvido = Date.now() - view.silencio_s * 1000;
    this.atividade = view.atividade;
    const atual = view.passos.find((passo) => passo.estado === "trabalhando");
    this.fala = atual ? `${atual.nome} em andamento` : view.rotulo;
    this.wait(view.espera, !this.foiVisto || view.estado === "na_fila");
    this.foiVisto = true;
    this.tellStep(view.passos.findIndex((passo) => passo.estado === "trabalhando"));
  }

  // The row of steps above was drawn when an earlier agent was at work.
  tellStep(passo) {
    if (passo < 0 || passo === this.passo) return;
    this.passo = passo;
    if (this.onStep) this.onStep(passo);
  }

  // What is waited for. A new number in the same words is shown at once.
  wait(motivo, isAtOnce) {
    if (!motivo || !this.motivo) this.desdeMotivo = isAtOnce ? 0 : Date.now();
    this.motivo = motivo;
    this.tick();
  }

  drawWait() {
    const agora = Date.now();
    const silencio = agora - this.ouvido;
    let linha = "";
    if (this.semContato && agora - this.semContato >= WAIT_MS) linha = NO_CONTACT;
    else if (this.motivo) {
      if (agora - this.desdeMotivo >= WAIT_MS) linha = this.motivo;
    } else if (this.atividade && silencio >= SILENCE_MS) linha = `${this.atividade}: ${formatTime(silencio)}`;
    if (linha !== this.espera.textContent) this.espera.textContent = linha;
    this.say((this.motivo || this.semContato) && linha ? linha : this.fala);
  }

  drawStep(passo) {
    const item = make("li", `acompanhamento-passo acompanhamento-passo-${passo.estado}`);
    const sinal = make("span", "acompanhamento-sinal", SIGNS[passo.estado]);
    sinal.setAttribute("aria-hidden", "true");
    const nome = make("strong", "", passo.nome);
    const nota = make("span", "acompanhamento-nota", passo.nota || (passo.estado === "pendente" ? "A seguir" : ""));
    item.append(sinal, nome, nota);
    return item;
  }

  drawWarnings(avisos) {
    this.avisos.hidden = avisos.length === 0;
    const titulo = avisos.length === 1 ? "1 ressalva para conferir" : `${avisos.length} ressalvas para conferir`;
    const lista = make("ul");
    lista.append(...avisos.map((aviso) => make("li", "", aviso)));
    this.avisos.replaceChildren(make("summary", "", titulo), lista);
  }

  showText(message) {
    this.ouvido = Date.now();
    if (message.mais === undefined) {
      this.vazio.hidden = true;
      this.texto.hidden = false;
    }
    this.vivo.show(message);
  }

  tick() {
    const tempo = this.desde ? formatTime(Date.now() - this.desde) : "";
    if (tempo !== this.tempo.textContent) this.tempo.textContent = tempo;
    this.drawWait();
  }

  // Words are said aloud when they change; numbers that only count are not.
  say(text) {
    const words = text.replace(/[0-9]+/g, "");
    if (words === this.dito) return;
    this.dito = words;
    window.dispatchEvent(new CustomEvent("portal-fala", { detail: text }));
  }

  finish() {
    this.close();
    window.dispatchEvent(new CustomEvent("portal-terminou"));
    if (this.onFinish) this.onFinish();
  }

  close() {
    clearInterval(this.relogio);
    clearTimeout(this.volta);
    this.fonte.close();
  }
}

const followed = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let current = followed.get(parentElement);
  if (!current || current.url !== data.url) {
    if (current) {
      current.close();
      current.root.remove();
    }
    current = new Acompanhamento(parentElement, data);
    followed.set(parentElement, current);
  }
  current.passo = data.passo;
  current.onFinish = () => setTriggerValue("terminou", true);
  current.onStep = (passo) => setTriggerValue("passou", passo);
  return () => {
    current.close();
    current.root.remove();
    followed.delete(parentElement);
  };
}
