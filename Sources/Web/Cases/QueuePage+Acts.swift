import Base
import Domain
import Operations

extension QueuePage {
    /// So many are done at once at most; those that are left are done by asking again.
    private static let most = 1_000
    /// So many of those that were left as they are are named.
    private static let mostNamed = 50

    /// The same for all that are ticked, or for all that the queue's filters find; what was refused
    /// is said, each with its reason.
    static func bulk(_ visit: Visit) async throws -> Reply {
        var refused: [BulkResource.Refused] = []
        let done = try await visit.once(isShared: true) { visit in
            let isAll = visit.form["all"]?.string == "on"
            let cases = isAll ? try await found(visit) : visit.list("case").array ?? []
            var done = 0
            var input = asked(of: visit)
            if input["into"] != nil { input["into"] = try await visit.caseID(typed: "into") }
            for part in stride(from: 0, to: cases.count, by: 200) {
                input["cases"] = .array(Array(cases[part..<min(part + 200, cases.count)]))
                let one = try await visit.desk.perform(BulkCases.self, input)
                done += one.done
                refused += one.refused
            }
            return ["done": .integer(done), "refused": .integer(refused.count)]
        }
        let query = query(of: visit)
        guard !refused.isEmpty else {
            let told = "done=\(done["done"]?.text ?? "0")&refused=0"
            return .redirect("/cases?" + (query.isEmpty ? told : "\(query)&\(told)"))
        }
        var visit = visit
        visit.queryText = query
        visit.query = try FormDecoding.fields(query[...])
            .with([
                "done": .string(done["done"]?.text ?? "0"), "refused": .string("\(refused.count)"),
            ])
        return try await show(visit, left: named(refused, visit.words))
    }

    /// What the form asks for, of what its act needs.
    private static func asked(of visit: Visit) -> JSON.Object {
        let act = visit.form["do"]?.string.flatMap(BulkCases.Act.init)
        var input = ["do": visit.form["do"] ?? .null].object
        let names: [String] =
            switch act {
            case .assign: ["team", "assignee"]
            case .classify: ["kind", "severity"]
            case .close: ["text", "outcome", "noRedress"]
            case .merge: ["into"]
            case .wait: ["text", "until"]
            default: ["text"]
            }
        for name in names {
            guard let value = visit.form[name], value != "" else { continue }
            input[name] = value
        }
        if act == .close {
            let fields = visit.form.members.filter {
                $0.key.hasPrefix("field.") && $0.value != ""
            }.map { member -> JSON.Object.Member in
                let isYesNo = ["true", "false"].contains(member.value.string)
                return .init(
                    key: String(member.key.dropFirst(6)),
                    value: isYesNo ? .bool(member.value == "true") : member.value)
            }
            if !fields.isEmpty { input["fields"] = .object(JSON.Object(fields)) }
        }
        return input
    }

    /// Each case that was left as it is, and why.
    private static func named(_ refused: [BulkResource.Refused], _ words: Words) -> JSON {
        .array(
            refused.prefix(mostNamed).map { one in
                let problem = Problem(one.refusal, words: words)
                let faults = problem.faults.map { fault in
                    let field = fault.path.hasPrefix("fields.") ? fault.path.dropFirst(7) : ""
                    return field.isEmpty ? fault.text : field + words["frame.colon"] + fault.text
                }
                return [
                    "case": .string(one.one.description),
                    "number": one.number.map(JSON.integer) ?? .null,
                    "title": .string(one.title?[words.language] ?? one.one.description),
                    "why": .string(
                        faults.isEmpty
                            ? problem.title : faults.joined(separator: words["frame.comma"])),
                ]
            })
    }

    /// What the form for many cases offers: the outcomes of all processes, what their last steps
    /// and their complaints ask for before they end, and whom cases can be given to.
    static func offers(_ visit: Visit) async throws -> [String: JSON] {
        let found =
            try await visit.desk.perform(
                ListDocuments<ProcessDocuments>.self, .init()
            ).json["items"]?.array ?? []
        var outcomes: [String: String] = [:]
        var questions: [String: String] = [:]
        var asked: [String: JSON] = [:]
        var hasRedress = false
        for item in found {
            let process = try Process(document: item["document"] ?? .null)
            for outcome in process.outcomes {
                outcomes[outcome.key] = outcome.name[visit.words.language]
            }
            hasRedress = hasRedress || process.complaint != nil
            let ends = [process.complaint?.confirmedBy, process.complaint?.reasonIn]
            for field in process.steps.flatMap(\.fields)
            where ends.contains(field.key)
                || process.steps.contains(where: { $0.isLast && $0.fields.contains(field) })
            {
                let name = field.name[visit.words.language]
                if field.kind == .yesNo {
                    questions[field.key] = name
                } else if ![.whys, .number].contains(field.kind),
                    field.isRequired || ends.contains(field.key)
                {
                    asked[field.key] = try await offered(field, name, process, visit)
                }
            }
        }
        func choices(_ all: [String: String]) -> JSON {
            .array(
                all.sorted { $0.key < $1.key }.map {
                    ["value": .string($0.key), "name": .string($0.value)]
                })
        }
        let mayDirect = visit.desk.actor.rights.contains(.casesDirect)
        return [
            "bulkOutcomes": choices(outcomes), "bulkQuestions": choices(questions),
            "bulkFields": .array(asked.sorted { $0.key < $1.key }.map(\.value)),
            "bulkRedress": .bool(hasRedress),
            "people": mayDirect ? try await CasePage.people(visit, chosen: nil) : [],
        ]
    }

    /// A field of the record that is no question of yes or no.
    private static func offered(
        _ field: StepField, _ name: String, _ process: Process, _ visit: Visit
    ) async throws -> JSON {
        var options = field.options.map { ($0.key, $0.name[visit.words.language]) }
        if field.kind == .cause, let tree = try await visit.causes(of: process) {
            options = tree.causes.map { cause in
                let path = tree.path(to: cause.key).map { $0.name[visit.words.language] }
                return (cause.key, path.joined(separator: " › "))
            }
        }
        return [
            "value": .string(field.key), "name": .string(name),
            "hasOptions": .bool(!options.isEmpty),
            "options": .array(
                options.map { ["key": .string($0.0), "label": .string($0.1)] }),
        ]
    }

    /// All that the filters find by which the form was shown, from its first page on.
    private static func found(_ visit: Visit) async throws -> [JSON] {
        let query = visit.form["query"]?.string ?? ""
        var input = asked(by: try FormDecoding.fields(query[...])).input
        input["cursor"] = nil
        input["limit"] = 200
        var cases: [JSON] = []
        while cases.count < most {
            let page = try await visit.desk.perform(ListCases.self, input).json
            cases += (page["items"]?.array ?? []).compactMap { $0["id"] }
            guard let next = page["nextCursor"]?.string else { break }
            input["cursor"] = .string(next)
        }
        return Array(cases.prefix(most))
    }

    /// Where the form was, without what was told there before.
    private static func query(of visit: Visit) -> String {
        (visit.form["query"]?.string ?? "").split(separator: "&").filter {
            !$0.hasPrefix("done=") && !$0.hasPrefix("refused=")
        }.joined(separator: "&")
    }
}
