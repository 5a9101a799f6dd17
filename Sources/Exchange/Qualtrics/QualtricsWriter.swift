import Base
public import Domain

extension Exported {
    /// A survey of Qualtrics: `.qsf`.
    public init(qsf instrument: Instrument) {
        var writer = QualtricsWriter(Writing(instrument))
        let survey = writer.survey()
        self.init(survey.prettyText + "\n", writer.writing.losses)
    }
}

/// A survey of Qualtrics while it is written: one block a page, in a flow that branches where pages
/// are shown on a condition and ends where a jump leads to the end.
struct QualtricsWriter {
    var writing: Writing
    /// By key of the question.
    let ids: [String: String]
    /// By our names: what a text has in place of the answer.
    private let slots: [String: String]
    private var steps = 1

    private static let survey = "SV_nuo"
    private static let tags = ["zh": "ZH-S", "en": "EN"]

    init(_ writing: Writing) {
        self.writing = writing
        let asked = writing.instrument.items.filter { $0.host == nil && $0.kind != .maxdiff }
        let ids = Dictionary(
            uniqueKeysWithValues: asked.enumerated().map { ($1.key, "QID\($0 + 1)") })
        self.ids = ids
        var slots: [String: String] = [:]
        for item in asked where item.cells.count == 1 && item.rows.isEmpty {
            guard let id = ids[item.key] else { continue }
            let value = item.isEntered ? "ChoiceTextEntryValue" : "ChoiceGroup/SelectedChoices"
            slots["answers.\(item.key)"] = "${q://\(id)/\(value)}"
        }
        for field in writing.instrument.hidden {
            slots["hidden.\(field.key)"] = "${e://Field/\(field.key)}"
        }
        self.slots = slots
    }

    mutating func survey() -> JSON {
        let instrument = writing.instrument
        writing.noteWhole()
        // Neither is there a place for in a file of theirs.
        for _ in instrument.thanks { losses("", "thanks", .member) }
        for one in instrument.computed {
            losses(one.key, "", .kind, "computed: \(one.expression.description)")
        }
        let (blocks, flow) = pages()
        let questions = instrument.items.compactMap { question($0) }
        let first = instrument.languages[0]
        for (wording, member) in [(instrument.title, "title"), (instrument.purpose, "purpose")] {
            guard let wording else { continue }
            for language in instrument.languages.dropFirst()
            where wording[language] != wording[first] {
                losses("", member, .untranslated, language)
            }
        }
        let languages = instrument.languages.map { QualtricsWriter.tags[$0] ?? $0.uppercased() }
        let options: JSON = [
            "BackButton": "true", "SaveAndContinue": "true",
            "SurveyLanguage": .string(languages[0]),
            "AvailableLanguages": .object(.init(languages.map { .init(key: $0, value: []) })),
        ]
        return [
            "SurveyEntry": [
                "SurveyID": .string(QualtricsWriter.survey),
                "SurveyName": .string(instrument.title[first]),
                "SurveyDescription": .optional(instrument.purpose?[first]),
                "SurveyLanguage": .string(languages[0]), "SurveyStatus": "Inactive",
                "SurveyActiveResponseSet": "RS_nuo", "Deleted": .null,
            ],
            "SurveyElements": .array(
                [
                    element("BL", "Survey Blocks", blocks),
                    element("FL", "Survey Flow", flow),
                    element("SO", "Survey Options", options),
                    element("QC", "Survey Question Count", .null, .string("\(questions.count)")),
                    element("RS", "RS_nuo", .null, "Default Response Set"),
                ] + questions),
        ]
    }

    func element(_ kind: String, _ first: String, _ payload: JSON, _ second: JSON = .null) -> JSON {
        [
            "SurveyID": .string(QualtricsWriter.survey), "Element": .string(kind),
            "PrimaryAttribute": .string(first), "SecondaryAttribute": second,
            "TertiaryAttribute": .null, "Payload": payload,
        ]
    }

    // MARK: Pages

    private mutating func pages() -> (blocks: JSON, flow: JSON) {
        let instrument = writing.instrument
        var blocks: [JSON] = []
        var flow = fields()
        for (place, page) in instrument.pages.enumerated() {
            let name = "page\(place + 1)"
            let id = "BL_\(place + 1)"
            if let title = page.title {
                losses(name, "title", .member, title[instrument.languages[0]])
            }
            let shown = page.items.compactMap { ids[instrument.items[$0].key] }
            let shuffle: JSON = page.isShuffled ? "RandomWithXPerPage" : "false"
            blocks.append([
                "Type": place == 0 ? "Default" : "Standard", "Description": .string(name),
                "ID": .string(id), "Options": ["RandomizeQuestions": shuffle],
                "BlockElements": .array(
                    shown.map { ["Type": "Question", "QuestionID": .string($0)] }),
            ])
            let block: JSON = [
                "Type": "Standard", "ID": .string(id), "FlowID": .string(step()), "Autofill": [],
            ]
            if let logic = logic(page.showIf, name, "show_if") {
                flow.append(branch(logic, [block]))
            } else {
                flow.append(block)
            }
            for jump in page.jumps { flow += leave(jump, name) }
        }
        let root: JSON = [
            "Type": "Root", "FlowID": "FL_1", "Flow": .array(flow),
            "Properties": ["Count": .integer(steps)],
        ]
        return (.array(blocks), root)
    }

    /// What comes with the link is named before the first page.
    private mutating func fields() -> [JSON] {
        let own = writing.instrument.hidden.filter { !$0.isUnsaid }
        guard !own.isEmpty else { return [] }
        for field in own {
            if field.kind != .text { losses(field.key, "kind", .coarser, field.kind.rawValue) }
            losses(field.key, "title", .member, field.title[writing.languages[0]])
        }
        return [
            [
                "Type": "EmbeddedData", "FlowID": .string(step()),
                "EmbeddedData": .array(
                    own.map {
                        [
                            "Description": .string($0.key), "Type": "Recipient",
                            "Field": .string($0.key), "VariableType": "String",
                        ]
                    }),
            ]
        ]
    }

    private mutating func leave(_ jump: Instrument.Jump, _ page: String) -> [JSON] {
        guard jump.page == nil, let condition = jump.condition else {
            losses(page, "jump", .logic, jump.condition?.description ?? "")
            return []
        }
        guard let logic = logic(condition, page, "jump") else { return [] }
        if jump.text != nil || jump.redirect != nil { losses(page, "jump", .member, "text") }
        return [branch(logic, [["Type": "EndSurvey", "FlowID": .string(step())]])]
    }

    private mutating func branch(_ logic: JSON, _ flow: [JSON]) -> JSON {
        [
            "Type": "Branch", "FlowID": .string(step()), "Description": "New Branch",
            "BranchLogic": logic, "Flow": .array(flow),
        ]
    }

    private mutating func step() -> String {
        steps += 1
        return "FL_\(steps)"
    }

    // MARK: Words

    mutating func losses(
        _ question: String, _ member: String, _ reason: Loss.Reason, _ detail: String = ""
    ) {
        writing.losses.add(question, member, reason, detail)
    }

    /// Words as HTML in the file's own language.
    mutating func words(_ wording: Wording, _ question: String, _ member: String) -> JSON {
        words(wording, writing.languages[0], question, member)
    }

    mutating func words(
        _ wording: Wording, _ language: String, _ question: String, _ member: String
    ) -> JSON {
        let slots = slots
        let text = writing.piped(wording[language], question, member) { slots[$0] }
        return .string(Markup.html(text))
    }

    /// What `make` gives in each language but the first, which is the file's own.
    mutating func translations(_ make: (inout QualtricsWriter, String) -> JSON) -> JSON {
        var out = JSON.Object()
        for language in writing.languages.dropFirst() {
            out.append(
                QualtricsWriter.tags[language] ?? language.uppercased(), make(&self, language))
        }
        return out.isEmpty ? [] : .object(out)
    }
}

extension Item {
    /// Whether its answer is typed in.
    var isEntered: Bool {
        switch kind {
        case .text, .longText, .mail, .phone, .date, .time: true
        case .number: display != .slider
        default: false
        }
    }
}
