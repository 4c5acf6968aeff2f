namespace Matching.Api.Tests.People;

/// <summary>Every column of text is named here with what becomes of a person's words in it: whoever adds one decides that, or these tests fail.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class PersonalColumnsTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    /// <summary>Encrypted or keyed: the store alone tells nothing.</summary>
    private const string Sealed = """
        account: password_hash totp_secret
        answered_request: answer
        import_row: body
        mail_server: user_name password
        notice_channel: target secret
        person: data_key master name phone address note phone_index
        protection_key: xml
        store_secret: master value
        survey_answer: once
        webhook: secret
        """;

    /// <summary>Words of or about a person, without numbers; erasing the person blanks or coarsens them.</summary>
    private const string Erased = """
        agenda_item: title
        clock_step: why
        company_visit: said
        counter_proposal: note answer
        demand: title detail area audience question unreasonable_why look_up_hash
        event: why salt
        hand_override: why
        internal_note: note
        lead_nomination: why reason look_up_hash
        mailbox_entry: text answer look_up_hash
        offer: title detail
        rung_step: why
        service_order: reason reason_en
        sign_up: area look_up_hash
        supporter: area note detail look_up_hash
        survey_answer: area look_up_hash
        survey_reply: words
        survey_wish: words area why
        """;

    /// <summary>Words of staff and units that are about no single person; numbers in them are masked as they come in.</summary>
    private const string Masked = """
        access_token: label
        account: display
        activity: why
        agenda_item: detail outcome_why
        agreement: title paper
        agreement_line: what
        calendar_entry: title note
        closing_day: note
        company_visit: firm
        follow_up: what result
        import_batch: file_name
        item_claim: note
        joint_committee: name
        meeting: title place minutes
        meeting_guest: name
        meeting_task: what owner result
        post: title duties
        property_question: words
        resolution: words
        surge: reason
        survey: title intro
        survey_option: words
        survey_question: words
        webhook: label
        """;

    /// <summary>Codes, names of choices, instants, accounts, hashes, figures and texts of the product itself; lists that an organisation brings in.</summary>
    private const string NeverPersonal = """
        access_token: account hash scopes created_at expires_at revoked_at
        account: name state stamp created_at
        activity: state join_code ended_at ended_by
        activity_calendar: place quarter state drafted_by drafted_at published_by published_at
        agenda_demand: demand
        agenda_item: meeting kind category area gap owner proposed_by about outcome carried_to
        agreement: code unit community starts_at ends_at state side drafted_by drafted_at signed_by signed_at ended_by ended_at
        agreement_line: agreement category due_on
        answered_request: key request_hash at
        area: code name level
        attendance: service_order who at
        bar: demand unit reason
        calendar_entry: start_at end_at category area offer
        calendar_feed: unit hash created_by created_at revoked_at
        category: code parent name examples offer_kinds studio unit_of_quantity requires
        clock: demand subject kind started_at due_at calm_due_at warned_at paused_at ended_at outcome
        clock_step: act at due_at who
        closing_day: community day
        code_counter: name
        company_visit: code kind unit area visited_on who at
        company_visit_demand: demand
        consent: purpose given_through given_at withdrawn_at
        counter_proposal: service_order from_at until_at who at state answered_by answered_at
        delivery: id body state next_try_at made_at delivered_at answer
        demand: code category unit_of_quantity from_at until_at urgency party_units source filed_by filed_at opened_at respond_due resolve_due state
        demand: merged_into rung erased_at first_rung taker taken_at ring ring_until calm_ring calm_ring_until waiting_since unreasonable_at
        demand: unreasonable_by gap gap_at
        demand_photo: demand media_type at
        estate_contact: estate account set_by set_at
        event: subject act from_state to_state at who previous why_hash hash
        evidence: service_order media_type who at
        follow_up: owner due_at warned_at overdue_at done_at done_by
        foreign_order: source number demand called_at due_at kind unit imported_at
        group_member: trade_group unit joined_at left_at
        hand_override: service_order who at
        history_head: hash mac
        holiday: day
        import_batch: kind mapping file_hash heads notes who at state applied_at
        import_row: sheet verdict
        internal_note: demand who at
        item_claim: unit who at
        joint_committee: made_by made_at
        joint_member: community
        lead_nomination: code area kind state filed_by filed_at decided_by decided_at account starts_at ends_at erased_at
        leader: node taken_at
        mail_server: street host sender changed_by changed_at
        mailbox_entry: code area kind state sent_at answered_by answered_at unit offer erased_at
        match_run: started_at input_hash pairs_hash
        meeting: code kind area starts_at state called_by called_at drafted_at frozen_at began_at closed_at
        meeting_guest: meeting unit
        meeting_place: meeting area
        meeting_task: part body due_at service_order warned_at overdue_at done_at done_by
        notice: account cause kind subject path category area detail due_at at read_at
        notice_channel: owner_kind owner street kind hint pace state last_failure last_delivered_at made_by made_at changed_at
        notice_item: cause kind subject path category area detail deadline at due_at delivery
        offer: code unit kind categories areas unit_of_capacity valid_from valid_until audience state published_at weekly
        one_time_code: hash purpose account expires_at used_at
        order_link: service_order hash created_by created_at expires_at revoked_at
        person: created_at erased_at
        points_entry: holder_kind holder community deed subject day cause who at
        policy: body at
        post: code kind area starts_at ends_at state published_by published_at
        post_claim: post account unit claimed_at confirmed_at confirmed_by ended_at ended_by outcome
        property_question: retired_at
        property_score: estate quarter satisfaction
        property_slip: estate quarter hash made_by made_at
        protection_key: id
        retention_report: at body
        return_visit: service_order demand number state drawn_at due_at overdue_at visitor given_by done_at done_by channel satisfaction
        role_grant: account role area theme unit starts_at ends_at granted_by granted_at
        run_request: account role key asked_at failure done_at
        rung_step: demand act from_rung to_rung at who
        schema_version: applied_at
        service_order: code demand offer unit state proposed_at issued_at answer_due acknowledged_at accepted_at scheduled_from scheduled_until
        service_order: completed_at visited_at satisfaction accepted_by visitor claimed_at mediation given_by
        shift: post start_at end_at state added_by added_at
        shift_place: account taken_at left_at presence marked_by marked_at
        sheet_mapping: name body changed_by changed_at
        sign_in_failure: name_hash locked_until
        sign_up: number state filed_by at ended_at
        signed_in: hash account stamp created_at expires_at
        slot: offer start_at end_at
        store_mark: name value
        store_secret: name
        supporter: demand filed_by filed_at code_owner satisfaction answered_at mark marked_at marked_by left_at left_into
        surge: street began_at began_by ended_at ended_by
        survey: code place state answer_code closes_at made_by made_at
        survey_answer: number at
        survey_option: category
        survey_question: kind
        survey_wish: category state demand decided_by decided_at
        text_model: learned_at examples_hash
        tile_place: community
        timer: subject kind due_at set_at retry_at fired_at stopped_at
        unit: code name kind area qualifications
        unit_pairing: unit community ring agreement_until
        webhook: url area kinds state last_failure last_delivered_at made_by made_at changed_at
        """;

    [Test]
    public void TextColumns_OfTheWholeSchema_AreEachNamedOnce()
    {
        var named = new[] { Sealed, Erased, Masked, NeverPersonal }.SelectMany(Named).ToList();

        var there = StoreColumns.Texts(Store).Select(column => $"{column.Table}.{column.Name}").ToList();

        Assert.That(named, Is.Unique);
        Assert.That(there.Except(named), Is.Empty, "new columns: say what becomes of a person's words in them");
        Assert.That(named.Except(there), Is.Empty, "columns that are gone");
    }

    private static IEnumerable<string> Named(string lines) =>
        lines.Split('\n').Select(line => line.Trim().Split(": ")).SelectMany(line => line[1].Split(' ').Select(column => $"{line[0]}.{column}"));
}
