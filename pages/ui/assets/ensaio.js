// One side of a quick test while the model answers. Its end makes the page draw what was kept.

import { make, TextoVivo } from "./texto_vivo.js";

const RETRY_MS = 2000;
const NO_CONTACT = "Sem contato com o portal; tentando de novo. O teste continua e nada se perde.";

class Ensaio {
  constructor(parent, data) {
    this.data = data;
    this.root = make("section", "ensaio-vivo");
    this.root.setAttribute("aria-label", data.rotulo);
    this.linha = make("p", "ensaio-linha", "O teste foi enviado.");
    this.texto = make("article", "ensaio-texto");
    this.root.append(this.linha, this.texto);
    this.vivo = new TextoVivo(this.texto);
    parent.append(this.root);
    this.root.scrollIntoView({ block: "nearest" });
    this.connect();
  }

  connect() {
    this.fonte = new EventSource(this.data.url);
    this.fonte.addEventListener("estado", (event) => (this.linha.textContent = JSON.parse(event.data).linha));
    this.fonte.addEventListener("texto", (event) => this.write(JSON.parse(event.data)));
    this.fonte.addEventListener("fim", () => this.finish());
    this.fonte.onerror = () => this.loseContact();
  }

  write(message) {
    const grew = this.texto.childElementCount === 0;
    this.vivo.show(message);
    if (grew) this.root.scrollIntoView({ block: "nearest" });
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
    window.dispatchEvent(new CustomEvent("portal-fala", { detail: `${this.data.rotulo}: o modelo terminou.` }));
    this.onFinish?.();
  }

  close() {
    clearTimeout(this.volta);
    this.fonte.close();
  }
}

const followed = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let live = followed.get(parentElement);
  if (live?.data.url !== data.url) {
    live?.close();
    live?.root.remove();
    live = new Ensaio(parentElement, data);
    followed.set(parentElement, live);
  }
  live.onFinish = () => setTriggerValue("terminou", true);
  return () => {
    live.close();
    live.root.remove();
    followed.delete(parentElement);
  };
}
