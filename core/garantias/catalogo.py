"""The promises, in the order in which people read them; each names the tests that fail when it is broken."""

from __future__ import annotations

from core.garantias.domain import Garantia, Tema

GARANTIAS = (
    Garantia(
        Tema.TEXTO,
        'Uma citação com um "não" a mais, um dígito trocado ou uma palavra da lei mudada nunca fica verde.',
        (
            "tests/unit/conferencia/test_literal.py::test_corpus_of_changed_quotations_is_never_green_and_genuine_ones_are",
        ),
    ),
    Garantia(
        Tema.TEXTO,
        "Lei, súmula ou tema fora da base aprovada, e valor que nenhum documento traz, ficam marcados na minuta.",
        (
            "tests/unit/conferencia/test_minuta.py::test_planted_error_is_found",
            "tests/jobs/test_conferencia.py::test_planted_errors_are_all_that_is_red_in_a_written_minuta",
        ),
    ),
    Garantia(
        Tema.TEXTO,
        "O arquivo do Word tem exatamente o texto que foi escrito e conferido.",
        (
            "tests/jobs/test_endings.py::test_the_peca_is_the_text_that_the_model_sent",
            "tests/browser/test_peca_final.py::test_attorney_takes_a_case_to_the_final_word_file",
        ),
    ),
    Garantia(
        Tema.TEXTO,
        "Só entram na minuta os módulos que a pessoa escolheu na curadoria.",
        ("tests/jobs/test_curadoria.py::test_the_minuta_has_exactly_the_modules_that_the_person_chose",),
    ),
    Garantia(
        Tema.TEXTO,
        "O que foi digitado não se perde: nem ao recarregar, nem em outra aba, nem ao voltar a uma versão.",
        ("tests/browser/test_edicao.py::test_typed_text_survives_a_reload_another_tab_and_a_restored_version",),
    ),
    Garantia(
        Tema.TEXTO,
        "Uma resposta sobre os autos só é dada com a página que a prova.",
        ("tests/jobs/test_perguntas.py::test_what_no_page_proves_is_not_said",),
    ),
    Garantia(
        Tema.TEXTO,
        "Trecho da instrução que o modelo copie para a minuta fica vermelho e tem de sair.",
        ("tests/unit/conferencia/test_minuta.py::test_the_instruction_that_a_draft_tells_is_red_and_must_go",),
    ),
    Garantia(
        Tema.LIMITES,
        "O Gemini e o tribunal nunca recebem mais chamadas ao mesmo tempo do que o limite, somados todos os processos.",
        (
            "tests/planted/test_permits.py::test_who_lost_the_lease_calls_no_more",
            "tests/jobs/test_together.py::test_downloads_of_all_workers_together_keep_to_the_courts_limit",
        ),
    ),
    Garantia(
        Tema.LIMITES,
        "Um limite mudado na Administração vale em todos os processos em segundos.",
        (
            "tests/integration/infra/test_live.py::test_another_process_learns_of_a_change_in_time",
            "tests/integration/infra/test_live.py::test_a_lower_limit_counts_at_once_for_every_process",
        ),
    ),
    Garantia(
        Tema.LIMITES,
        "Muitas pessoas ao mesmo tempo nunca gastam mais do que o teto em reais.",
        ("tests/integration/infra/test_guard_spend.py::test_people_at_once_never_spend_more_than_the_cap",),
    ),
    Garantia(
        Tema.LIMITES,
        "Um clique duplo, ou duas abas, começam um trabalho só.",
        (
            "tests/jobs/test_together.py::test_a_double_click_starts_one_geracao",
            "tests/browser/test_trouble.py::test_double_click_starts_one",
        ),
    ),
    Garantia(
        Tema.LIMITES,
        "Um lote de documentos não atrasa quem espera na tela.",
        (
            "tests/integration/infra/test_guard_spend.py::test_a_lot_leaves_a_part_of_the_minute_to_others",
            "tests/integration/classificador/test_lotes.py::test_a_long_lot_lets_that_of_another_person_pass",
        ),
    ),
    Garantia(
        Tema.LIMITES,
        "Parar funciona em qualquer momento: na fila, esperando a vez, lendo ou escrevendo.",
        (
            "tests/jobs/test_cancel.py::test_one_that_waits_in_the_queue_ends_without_a_worker",
            "tests/jobs/test_cancel.py::test_while_waiting_for_the_turn_of_the_model",
            "tests/jobs/test_cancel.py::test_in_the_middle_of_the_text_and_taken_up_again",
        ),
    ),
    Garantia(
        Tema.CONTINUIDADE,
        "Se um processo do portal morre no meio do texto, outro continua dali, sem perder nem repetir uma letra.",
        (
            "tests/jobs/test_kill.py::test_in_the_middle_of_the_text",
            "tests/jobs/test_kill.py::test_a_pool_told_to_stop_hands_the_text_over_to_the_next",
        ),
    ),
    Garantia(
        Tema.CONTINUIDADE,
        "O que já foi respondido não é pago de novo depois de uma queda.",
        (
            "tests/jobs/test_gemini_trouble.py::test_after_a_failure_only_what_is_missing_is_paid_for",
            "tests/jobs/test_lotes.py::test_a_killed_worker_asks_about_no_finished_document_again",
        ),
    ),
    Garantia(
        Tema.CONTINUIDADE,
        "Banco de dados ou Redis fora do ar custam tempo, e nada do que foi aceito.",
        (
            "tests/jobs/test_outage.py::test_the_text_goes_on_when_the_database_is_back",
            "tests/jobs/test_outage.py::test_a_redis_that_is_killed_costs_only_time",
        ),
    ),
    Garantia(
        Tema.CONTINUIDADE,
        "Um trabalho que morre três vezes fica guardado, e um clique o põe de volta.",
        (
            "tests/jobs/test_kill.py::test_a_worker_that_dies_three_times_leaves_a_letter_that_one_click_puts_back",
            "tests/browser/test_administracao.py::test_dead_work_appears_by_itself_and_goes_back_with_one_click",
        ),
    ),
    Garantia(
        Tema.CONTINUIDADE,
        "Quando o tribunal ou o Gemini não respondem, a pessoa é avisada na hora, com quem está fora e até quando.",
        (
            "tests/integration/infra/test_guard_outage.py::test_a_person_at_the_screen_is_told_at_once_and_until_when",
            "tests/jobs/test_court_trouble.py::test_lasting_trouble_ends_with_its_reason",
        ),
    ),
    Garantia(
        Tema.CONTINUIDADE,
        "Um treinamento interrompido continua e chega ao mesmo modelo, bit a bit.",
        ("tests/jobs/test_treinamento.py::test_a_killed_worker_costs_no_bit",),
    ),
    Garantia(
        Tema.ACESSO,
        "Sem entrar no portal nada responde além da tela de entrada.",
        (
            "tests/pages/test_every_route.py::test_only_the_login_answers_without_a_session",
            "tests/pages/test_web.py::test_anonymous_socket_is_refused",
        ),
    ),
    Garantia(
        Tema.ACESSO,
        "Sair encerra a sessão no servidor e em todas as abas.",
        (
            "tests/pages/test_web.py::test_logout_ends_the_session_on_the_server",
            "tests/browser/test_roles.py::test_way_out_closes_the_other_tab",
        ),
    ),
    Garantia(
        Tema.ACESSO,
        "O menu, os endereços e os arquivos seguem o perfil de cada pessoa.",
        (
            "tests/browser/test_roles.py::test_menu_and_addresses_follow_the_profile",
            "tests/integration/permissoes/test_doors.py::test_pages_open_to_those_of_the_table_only",
            "tests/integration/permissoes/test_doors.py::test_addresses_of_data_ask_services_only_for_those_of_the_table",
        ),
    ),
    Garantia(
        Tema.ACESSO,
        "Ninguém muda o próprio acesso, e sempre resta quem administre.",
        (
            "tests/integration/auditoria/test_auditoria.py::test_nobody_changes_the_own_access_and_somebody_always_administers",
        ),
    ),
    Garantia(
        Tema.ACESSO,
        "Arquivos enviados por uma pessoa não são lidos por outra.",
        ("tests/browser/test_anexos.py::test_attorney_writes_from_files_and_nobody_else_reads_them",),
    ),
    Garantia(
        Tema.ACESSO,
        "Uma pessoa abre só o que é seu, o que é da sua unidade e o que foi compartilhado com ela.",
        (
            "tests/integration/permissoes/test_records.py::test_records_open_to_those_of_the_table_only",
            "tests/integration/usuarios/test_compartilhamento.py::test_sharing_opens_and_taking_back_closes_at_once",
        ),
    ),
    Garantia(
        Tema.ACESSO,
        "Cinco senhas erradas fazem a conta esperar, em todos os processos; ela se libera sozinha.",
        ("tests/integration/usuarios/test_login.py::test_account_locks_for_every_process_and_heals_alone",),
    ),
    Garantia(
        Tema.ACESSO,
        "Mudar o perfil de uma pessoa, ou encerrar o seu acesso, vale nas abas abertas em segundos.",
        ("tests/integration/usuarios/test_sessoes.py::test_change_of_access_ends_open_sessions",),
    ),
    Garantia(
        Tema.ACESSO,
        "Uma senha dada por outra pessoa abre só a tela que a troca.",
        ("tests/pages/test_conta.py::test_given_password_opens_nothing_until_it_is_changed",),
    ),
    Garantia(
        Tema.SIGILO,
        "Um documento sigiloso é listado e nunca sai para o modelo.",
        (
            "tests/jobs/test_endings.py::test_a_secret_document_is_listed_and_never_leaves",
            "tests/planted/test_sigilo.py::test_nothing_leaves_when_the_first_check_is_forgotten",
        ),
    ),
    Garantia(
        Tema.SIGILO,
        "Se um processo se torna sigiloso durante o trabalho, nada mais dele sai.",
        ("tests/jobs/test_sigilo.py::test_nothing_more_of_it_leaves_and_the_person_is_told",),
    ),
    Garantia(
        Tema.SIGILO,
        "Texto escondido em um documento é mostrado à pessoa e não é enviado ao modelo.",
        ("tests/jobs/test_endings.py::test_hidden_text_is_shown_and_not_sent",),
    ),
    Garantia(
        Tema.SIGILO,
        "O que um documento traz é dado: não vira ordem, não escolhe módulos contra uma regra e não muda permissões.",
        (
            "tests/unit/test_injecao.py::test_no_word_of_a_case_leaves_its_place_in_a_request",
            "tests/unit/test_injecao.py::test_the_model_chooses_among_what_it_was_asked_and_never_against_a_rule",
        ),
    ),
    Garantia(
        Tema.SIGILO,
        "Nenhuma palavra de um processo chega aos registros técnicos, às medidas ou aos erros.",
        (
            "tests/jobs/test_canarios.py::test_no_word_of_a_case_leaves_its_place",
            "tests/jobs/test_broken.py::test_only_the_type_of_its_error_is_kept",
        ),
    ),
    Garantia(
        Tema.SIGILO,
        "Ligados os pseudônimos, nomes e números das partes não saem para o modelo e voltam na resposta.",
        (
            "tests/integration/processos/test_pseudonimos.py::test_names_and_numbers_stay_here_where_it_is_switched_on",
            "tests/unit/infra/test_mascara.py::test_every_mention_of_invented_people_is_hidden",
        ),
    ),
    Garantia(
        Tema.SIGILO,
        "O portal fala só com os endereços configurados e não segue desvios.",
        (
            "tests/integration/clients/test_redirects.py::test_the_model_is_asked_at_its_own_address_only",
            "tests/integration/clients/test_redirects.py::test_the_court_is_asked_at_its_own_address_only",
        ),
    ),
    Garantia(
        Tema.SIGILO,
        "Passado o prazo de guarda, os dados somem do banco, do Redis e dos arquivos; o registro de atos fica.",
        (
            "tests/integration/lgpd/test_expurgo.py::test_what_is_older_than_everything_goes_and_what_is_younger_stays",
            "tests/integration/lgpd/test_expurgo.py::test_every_table_has_a_life",
        ),
    ),
    Garantia(
        Tema.SIGILO,
        "A cópia e a eliminação dos dados de uma pessoa alcançam tudo o que se guarda dela, e ficam registradas.",
        (
            "tests/integration/lgpd/test_titulares.py::test_a_copy_has_what_is_kept_and_is_on_record",
            "tests/integration/lgpd/test_titulares.py::test_erasing_takes_every_trace_and_leaves_others_and_final_pecas",
        ),
    ),
    Garantia(
        Tema.REGISTRO,
        "O registro de atos só recebe linhas novas; apagar, mudar ou trocar a ordem é descoberto.",
        (
            "tests/unit/auditoria/test_cadeia.py::test_a_thousand_tamperings_are_all_found",
            "tests/integration/auditoria/test_auditoria.py::test_database_refuses_to_change_the_record",
            "tests/integration/auditoria/test_completa.py::test_a_cut_tail_is_found_by_the_head_kept_outside",
        ),
    ),
    Garantia(
        Tema.REGISTRO,
        "Cada chamada ao modelo é registrada antes de sair, com o que custou.",
        (
            "tests/integration/infra/test_guard.py::test_a_call_is_counted_before_it_leaves",
            "tests/jobs/test_gemini_trouble.py::test_counts_of_the_portal_are_those_of_both_sides_after_a_load_with_trouble",
        ),
    ),
    Garantia(
        Tema.REGISTRO,
        "Uma versão em uso por um lote em andamento não muda debaixo dele.",
        ("tests/jobs/test_lotes.py::test_a_pause_keeps_what_is_on_its_way_and_no_new_version_changes_the_rest",),
    ),
    Garantia(
        Tema.NUMEROS,
        "Os cálculos conferem ao centavo com contas feitas por outro caminho.",
        ("tests/unit/calculo/test_referencia.py::test_product_gives_the_cents_of_the_reference",),
    ),
    Garantia(
        Tema.NUMEROS,
        "Uma versão igual é chamada de melhor em no máximo cinco de cem comparações; uma pior, nunca.",
        (
            "tests/unit/classificador/test_veredito.py::test_an_equal_version_is_called_better_in_at_most_five_of_a_hundred_comparisons",
            "tests/unit/classificador/test_veredito.py::test_a_worse_version_is_never_called_better",
        ),
    ),
    Garantia(
        Tema.NUMEROS,
        "Uma versão que perde em uma classe protegida não é promovida.",
        (
            "tests/integration/classificador/test_laboratorio.py::test_a_version_that_loses_on_a_protected_class_stays_out",
        ),
    ),
    Garantia(
        Tema.NUMEROS,
        "A soma de cada relatório é igual à contagem direta dos registros.",
        (
            "tests/integration/relatorios/test_relatorios.py::test_sums_of_every_report_equal_the_raw_rows",
            "tests/integration/relatorios/test_resultados.py::test_sums_of_every_report_equal_the_raw_rows",
        ),
    ),
    Garantia(
        Tema.NUMEROS,
        "Nenhuma planilha exportada tem fórmula.",
        (
            "tests/unit/classificador/test_exportacao.py::test_no_cell_is_ever_a_formula",
            "tests/unit/exportacao/test_hostile_outputs.py::test_no_sheet_computes_what_a_model_said",
        ),
    ),
    Garantia(
        Tema.DADOS,
        "Uma bomba (arquivo que cresce ao abrir) é recusada pelo nome antes de ocupar a máquina.",
        (
            "tests/unit/classificador/test_pacote.py::test_a_bomb_is_refused_by_its_directory_alone",
            "tests/unit/test_bombs.py::test_bomb_is_refused_at_its_door",
        ),
    ),
    Garantia(
        Tema.DADOS,
        "O que o modelo escreve aparece como texto: não abre imagens, endereços ou programas.",
        (
            "tests/unit/exportacao/test_hostile_outputs.py::test_what_is_shown_is_words",
            "tests/unit/exportacao/test_hostile_outputs.py::test_a_word_file_holds_words_only",
            "tests/browser/test_hostile_outputs.py::test_the_policy_alone_stops_every_answer",
        ),
    ),
    Garantia(
        Tema.DADOS,
        "O portal instala só arquivos cujo código de conferência conhece.",
        ("tests/house/test_supply.py::test_nothing_is_installed_without_its_hash",),
    ),
    Garantia(
        Tema.DADOS,
        "De uma cópia de segurança o portal volta inteiro, linha por linha, e uma célula trocada é descoberta.",
        (
            "tests/integration/ops/test_backup.py::test_a_destroyed_portal_comes_back_row_by_row",
            "tests/integration/ops/test_backup.py::test_one_changed_cell_is_seen",
        ),
    ),
    Garantia(
        Tema.DADOS,
        "O portal não começa com senhas que todos conhecem fora de uma demonstração.",
        ("tests/unit/test_settings.py::test_portal_does_not_start_with_what_everybody_knows",),
    ),
    Garantia(
        Tema.DADOS,
        "Toda mudança do banco vai e volta sem perder linhas e deixa passar quem está trabalhando.",
        (
            "tests/integration/migrations/test_migrations.py::test_every_migration_goes_there_and_back_with_rows",
            "tests/integration/migrations/test_migrations.py::test_a_migration_that_waits_lets_others_pass",
        ),
    ),
)
