// The answer of the writing assistant while it is written. Its end makes the page draw the record.

import { make, TextoVivo } from "./texto_vivo.js";

const RETRY_MS = 2000;
const NO_CONTACT = "Sem contato com o portal; tentando de novo. O pedido continua e nada se perde.";

class Conversa {
  constructor(parent, data) {
    this.url = data.url;
    this.root = make("section", "conversa-viva");
    this.root.setAttribute("aria-label", "Resposta do assistente de redação");
    this.linha = make("p", "conversa-linha", "O pedido foi enviado.");
    this.texto = make("article", "conversa-texto");
    this.texto.hidden = true;
    this.root.append(this.linha, this.texto);
    this.vivo = new TextoVivo(this.texto);
    parent.append(this.root);
    this.connect();
  }

  connect() {
    this.fonte = new EventSource(this.url);
    this.fonte.addEventListener("estado", (event) => this.say(JSON.parse(event.data).linha));
    this.fonte.addEventListener("texto", (event) => this.write(JSON.parse(event.data)));
    this.fonte.addEventListener("fim", () => this.finish());
    this.fonte.onerror = () => this.loseContact();
  }

  say(linha) {
    this.linha.textContent = linha;
    if (linha !== this.dito) window.dispatchEvent(new CustomEvent("portal-fala", { detail: linha }));
    this.dito = linha;
  }

  write(message) {
    this.texto.hidden = false;
    this.vivo.show(message);
  }

  // The browser tries again by itself, except after an answer that is not a stream.
  loseContact() {
    this.linha.textContent = NO_CONTACT;
    if (this.fonte.readyState !== EventSource.CLOSED || this.volta) return;
    this.volta = setTimeout(() => {
      this.volta = null;
      this.fonte.close();
      this.connect();
    }, RETRY_MS);
  }

  finish() {
    this.close();
    window.dispatchEvent(new CustomEvent("portal-fala", { detail: "O assistente terminou." }));
    this.onFinish?.();
  }

  close() {
    clearTimeout(this.volta);
    this.fonte.close();
  }
}

const followed = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let current = followed.get(parentElement);
  if (!current || current.url !== data.url) {
    current?.close();
    current?.root.remove();
    current = new Conversa(parentElement, data);
    followed.set(parentElement, current);
  }
  current.onFinish = () => setTriggerValue("terminou", true);
  return () => {
    current.close();
    current.root.remove();
    followed.delete(parentElement);
  };
}
