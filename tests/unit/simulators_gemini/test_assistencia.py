"""What the stand-in answers to a question about a case."""

from __future__ import annotations

from simulators.gemini.assistencia import NAO_CONSTA, answer_pergunta
from simulators.gemini.tags import find_request

PAGINAS = (
    '<pagina n="1" documento="Laudo" lugar="fl. 3">O paciente tem diabetes &amp; usa insulina glargina.</pagina>'
    '<pagina n="2" documento="Decisão" lugar="fl. 9">Fixo os honorários periciais em R$ 740,00 &lt;sic&gt;.</pagina>'
)


def ask(pergunta: str) -> str:
    request = find_request(
        f'<pedido agente="assistencia"><paginas>{PAGINAS}</paginas><pergunta>{pergunta}</pergunta></pedido>'
    )
    assert request is not None
    return answer_pergunta(request)


def test_it_quotes_the_page_that_answers() -> None:
    answer = ask("Qual o valor dos honorários periciais?")
    quote = "Fixo os honorários periciais em R$ 740,00 &lt;sic&gt;."
    assert answer.startswith(f'<citacao n="1" pagina="2">{quote}</citacao>\n<resposta>\n')
    assert f"“{quote}” [1]\n</resposta>" in answer


def test_it_says_that_the_case_does_not() -> None:
    assert ask("Houve penhora de veículo?") == NAO_CONSTA


def test_it_misquotes_when_asked_to() -> None:
    assert ">Fixo não os honorários" in ask("Qual o valor dos honorários periciais? [plantar: citação]")
