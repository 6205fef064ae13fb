"""The texts of Ajuda."""

from __future__ import annotations

from core.usuarios.domain import Papel

_CLASSIFICADOR = (
    "Classificar muitos documentos",
    (
        "1. Em **Classificador**, abra **Nova classificação**: envie arquivos, uma pasta ou um pacote .zip, ou cole "
        "números de processos e escolha os tipos de documento.\n"
        "2. Escolha a instrução, que diz as categorias. O custo estimado aparece antes de começar.\n"
        "3. Acompanhe o lote: ele continua com a página fechada, e pode ser pausado, retomado ou cancelado.\n"
        "4. Abra um documento na lista para vê-lo ao lado da resposta. Um número ou letra escolhe a categoria, "
        "**Enter** confirma e abre o próximo.\n"
        "5. Em **Revisão** ficam as respostas de confiança baixa que ninguém conferiu.\n"
        "6. **Exportar** leva o resultado, com as correções, em Excel, CSV ou JSON.\n\n"
        "Pessoas da mesma unidade veem e corrigem os mesmos lotes; cada correção guarda quem a fez."
    ),
)
_PROCURADOR = (
    (
        "Gerar uma peça",
        (
            "1. Abra **Gerador de Peças** e cole o número do processo.\n"
            "2. Escolha o tipo de peça e o grupo; se quiser, escreva uma observação.\n"
            "3. Acompanhe as três etapas: leitura do processo, escolha dos argumentos e redação.\n"
            "4. Leia a minuta, confira as fontes e baixe em Word.\n\n"
            "**Parar** encerra a geração e guarda o que já foi escrito."
        ),
    ),
    (
        "Quem vê as suas peças",
        (
            "Quem pediu a peça é quem a muda. As pessoas da mesma unidade, e aquelas com quem você a compartilha, "
            "podem ler e baixar; para as outras, ela não existe.\n\n"
            "As peças dos colegas ficam no **Gerador de Peças**, abaixo das suas, em **Da sua unidade** e em "
            "**Compartilhadas com você**. Cada leitura fica registrada."
        ),
    ),
    (
        "Escolher os módulos antes da redação",
        (
            "1. Em **Modo**, escolha **Com curadoria**. Depois da leitura, a peça fica em **Aguardando você**.\n"
            "2. Responda às perguntas em aberto: cada uma diz que módulos decide. O que ficar sem resposta deixa os "
            "módulos dela fora.\n"
            "3. Onde documentos se contradizem, abra as páginas e escolha a resposta que vale.\n"
            "4. Desmarque, confirme ou mude a ordem dos módulos; **Por que não** explica os que ficaram fora. A busca "
            "acrescenta outros da biblioteca.\n"
            "5. **Gerar minuta** escreve um título para cada módulo, na ordem que você deixou.\n\n"
            "Tudo fica guardado a cada clique, com quem fez e quando; **Desfazer** volta um passo."
        ),
    ),
    (
        "Ler um processo",
        (
            "1. Abra **Processos** e cole o número; o portal lista os documentos por data, com o estado.\n"
            "2. Abra um documento: a imagem da página fica ao lado do texto. **J** e **K** viram as páginas.\n"
            "3. **Baixar e ler todos os documentos** permite buscar em todo o processo; a busca ignora acentos e "
            "maiúsculas e leva à página.\n"
            "4. **Copiar link da página** e **Copiar citação** servem para a peça ou para um colega.\n"
            "5. **Juntar em um PDF** reúne os documentos baixados, com marcadores.\n"
            "6. **Atualizar** consulta o TJMS de novo e mostra o que mudou desde a última vez que você viu o "
            "processo: documentos, movimentações e dados.\n\n"
            "Palavras que o arquivo traz e ninguém vê aparecem como **texto oculto**; não são enviadas ao modelo."
        ),
    ),
    (
        "Perguntar sobre um processo",
        (
            "1. Abra **Assistência** e cole o número: o portal mostra a capa, as partes com a justiça gratuita e a "
            "decisão que a concede, e começa a ler os documentos.\n"
            "2. Em **Perguntas**, escreva em palavras simples. Cada frase da resposta traz o trecho que a prova; o "
            "link abre a página com o trecho marcado.\n"
            "3. **Não consta dos autos** é uma resposta: veja embaixo o que foi procurado e o que ainda não foi lido.\n"
            "4. Em **Relatório**, o portal escreve o relatório do processo; depois você o edita, confere e baixa em "
            "Word.\n"
            "5. **Atualizar** consulta o TJMS e mostra o que mudou desde a sua última visita."
        ),
    ),
    (
        "Fazer um pedido de cálculo",
        (
            "1. Abra **Pedido de Cálculo** e cole o número do cumprimento; o portal lê os autos e a origem.\n"
            "2. Em **Campos**, confirme ou corrija cada valor ao lado da página: **Enter** grava, **Ctrl+Enter** "
            "nas escolhas e listas, **Esc** sai do campo, **J** e **K** mudam de campo.\n"
            "3. Em **Cálculo**, use **Calcular**: cada passo aparece com a fonte; baixe a planilha com fórmulas.\n"
            "4. **Escrever a folha** redige as dez seções com a memória anexa; edite, confira e baixe em Word."
        ),
    ),
    _CLASSIFICADOR,
    (
        "O que conferir antes de usar a minuta",
        (
            "A minuta é um rascunho: quem assina confere. Veja, para cada informação, o documento e a página "
            "de onde ela veio: em **Fatos**, cada lugar abre a página dos autos com o trecho marcado. "
            "Leia os avisos sobre documentos que não puderam ser lidos."
        ),
    ),
    (
        "Processos sigilosos",
        "O portal para antes de ler as peças de um processo sigiloso. Nada dele é enviado ao modelo.",
    ),
    (
        "Fechar a página no meio",
        "A geração continua sem você. Volte por **Hoje**: o texto aparece de onde está.",
    ),
)

_MODULOS = (
    (
        "Alterar um módulo",
        (
            "1. Em **Prompts e Módulos**, ache o módulo por grupo, seção, assunto ou palavra e abra-o.\n"
            "2. Escolha **Alterar**, mude o que precisar e escreva o motivo.\n"
            "3. Veja em quantos casos salvos a decisão muda e publique: vale para todos no mesmo instante.\n"
            "4. Em **Versões** estão autor, data, motivo e diferença de cada uma; **Restaurar** cria outra versão.\n\n"
            "Se outra pessoa publicar antes, o portal mostra as duas versões lado a lado e nada do que você "
            "escreveu se perde."
        ),
    ),
    (
        "Levar módulos de um lugar para outro",
        (
            "**Exportar e importar** guarda os módulos em um arquivo e traz os de outro, também os do sistema "
            "anterior. Antes de gravar, o portal mostra o que é novo, o que muda e o que foi recusado, com o lugar e o "
            "motivo; ou tudo é gravado, ou nada."
        ),
    ),
)

_LABORATORIO = (
    (
        "Mudar um prompt com segurança",
        (
            "1. No **Classificador**, em **Laboratório**, abra o prompt. Os dos outros sistemas estão em **Prompts e "
            "Módulos**, em **Instruções**. Salvar cria uma versão candidata e não muda nada para os outros.\n"
            "2. Em **Teste rápido**, veja duas versões ou dois modelos lado a lado, com um texto ou um arquivo.\n"
            "3. Em **Avaliação**, rode as versões sobre o mesmo gabarito. O portal diz se a candidata é melhor, pior, "
            "se há empate ou quantos casos ainda faltam para saber.\n"
            "4. **Promover** põe a candidata em produção e **Voltar** desfaz, com um clique. A promoção que piora uma "
            "categoria protegida é bloqueada, com o motivo. Um lote termina com a versão com que começou."
        ),
    ),
    (
        "Fazer um gabarito crescer",
        (
            "Em **Gabarito** entram planilhas com texto e categoria e as correções que as pessoas fazem nos lotes, "
            "depois de revisadas por você. Cada mudança é uma versão nova. **Baixar para o treinamento** dá os "
            "documentos com a parte de cada um; os do mesmo processo ficam sempre juntos."
        ),
    ),
    (
        "Pagar menos com um modelo treinado no portal",
        (
            "1. Em **Avaliação**, rode o modelo treinado e o prompt sobre o mesmo gabarito e compare os dois: acerto, "
            "tempo e custo por 1.000 documentos.\n"
            "2. **Os dois juntos no mesmo lote** mostra o que cada limite de certeza mandaria ao Gemini e quanto "
            "custaria.\n"
            "3. Em **Nova classificação**, escolha o modelo treinado e, em **Em caso de dúvida**, o limite: ele "
            "responde primeiro, e o Gemini só recebe os documentos em que ele tem menos certeza."
        ),
    ),
)

GUIDES: dict[Papel, tuple[tuple[str, str], ...]] = {
    Papel.PROCURADOR: _PROCURADOR,
    Papel.CURADOR: (*_MODULOS, *_PROCURADOR),
    Papel.DADOS: (
        (
            "O que este perfil faz",
            (
                "Cuida dos prompts, dos módulos, da classificação em lote e do treinamento. "
                "As páginas aparecem no menu quando estão prontas para uso."
            ),
        ),
        _CLASSIFICADOR,
        *_LABORATORIO,
        *_MODULOS,
    ),
    Papel.GESTOR: (
        (
            "O que este perfil faz",
            (
                "Acompanha volume, tempo, qualidade e custo por unidade e período. "
                "As páginas aparecem no menu quando estão prontas para uso."
            ),
        ),
    ),
    Papel.ADMIN: (
        (
            "O que este perfil faz",
            (
                "Cuida de pessoas, permissões, limites e do estado dos serviços. "
                "As páginas aparecem no menu quando estão prontas para uso."
            ),
        ),
        (
            "Ver o que o portal está fazendo",
            (
                "**Administração** mostra, a cada 2 segundos, quanto de cada limite está em uso, quem espera, se o "
                "Gemini e o TJMS respondem e como estão as filas. Um trabalho que falhou três vezes seguidas fica em "
                "**Trabalhos parados** com o motivo; **Tentar de novo** o põe de volta na fila."
            ),
        ),
        (
            "Mudar limites, gastos, modelos e recursos",
            (
                "Em **Administração**, cada área mostra o que vale agora ao lado do padrão do portal, e cada mudança "
                "pede o motivo e fica no histórico. **Limites** diz quanto se faz ao mesmo tempo e por minuto; "
                "**Gastos** tem orçamentos do mês, tetos por dia e preços, que sempre começam à frente; "
                "**Modelos** mostra quem herda de quem; **Recursos** desliga uma página com o motivo na tela. "
                "Tudo vale em até 5 segundos."
            ),
        ),
    ),
}

KEYS = """
<table class="portal-teclas">
  <thead><tr><th scope="col">Teclas</th><th scope="col">O que fazem</th></tr></thead>
  <tbody>
    <tr><td><kbd>Alt</kbd> + <kbd>1</kbd></td><td>Ir para o conteúdo da página</td></tr>
    <tr><td><kbd>Alt</kbd> + <kbd>2</kbd></td><td>Ir para o menu</td></tr>
    <tr><td><kbd>Alt</kbd> + <kbd>3</kbd></td><td>Ir para a busca ou para o primeiro campo</td></tr>
    <tr><td><kbd>Enter</kbd></td><td>Confirmar o campo ou enviar</td></tr>
    <tr><td><kbd>Tab</kbd></td><td>Passar ao próximo item</td></tr>
    <tr><td><kbd>J</kbd> e <kbd>K</kbd></td><td>Página seguinte e anterior, na leitura de um processo</td></tr>
    <tr><td><kbd>J</kbd> e <kbd>K</kbd></td><td>Módulo seguinte e anterior, na curadoria (Espaço marca)</td></tr>
    <tr><td><kbd>J</kbd> e <kbd>K</kbd></td><td>Documento seguinte e anterior, em um lote do Classificador</td></tr>
    <tr><td><kbd>1</kbd> a <kbd>9</kbd> e letras</td><td>Categoria do documento aberto (Enter confirma)</td></tr>
    <tr><td><kbd>J</kbd> e <kbd>K</kbd></td><td>Apontamento seguinte e anterior, na conferência (Enter abre)</td></tr>
  </tbody>
</table>
"""

SUPPORT = (
    "Cada mensagem diz o que houve, de que lado está (TJMS, Gemini ou portal) e o que fazer. "
    "Se precisar de ajuda, informe ao suporte o **código** que aparece no fim da mensagem, por exemplo E501-3F2A; "
    "com ele a equipe encontra o registro sem que você conte dados do processo."
)
