import Base
import Operations

extension QueuePage {
    /// So many are done at once at most; those that are left are done by asking again.
    private static let most = 1_000

    /// The same for all that are ticked, or for all that the queue's filters find; what was refused
    /// is said.
    static func bulk(_ visit: Visit) async throws -> Reply {
        let back = back(visit)
        let done = try await visit.once(isShared: true) { visit in
            let isAll = visit.form["all"]?.string == "on"
            let cases = isAll ? try await found(visit) : visit.list("case").array ?? []
            var (done, refused) = (0, 0)
            for part in stride(from: 0, to: cases.count, by: 200) {
                var input: [String: JSON] = [
                    "cases": .array(Array(cases[part..<min(part + 200, cases.count)])),
                    "do": visit.form["do"] ?? .null, "text": visit.form["text"] ?? .null,
                ]
                if visit.form["do"] == "assign" { input["team"] = visit.form["team"] }
                let one = try await visit.desk.perform(BulkCases.self, input.object).json
                done += one["done"]?.integer ?? 0
                refused += one["refused"]?.array?.count ?? 0
            }
            return ["done": .integer(done), "refused": .integer(refused)]
        }
        let told = "done=\(done["done"]?.text ?? "0")&refused=\(done["refused"]?.text ?? "0")"
        return .redirect("\(back)\(back.contains("?") ? "&" : "?")\(told)")
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

    /// Where the form was; never elsewhere.
    private static func back(_ visit: Visit) -> String {
        let query = (visit.form["query"]?.string ?? "").split(separator: "&").filter {
            !$0.hasPrefix("done=") && !$0.hasPrefix("refused=")
        }.joined(separator: "&")
        return query.isEmpty ? "/cases" : "/cases?" + query
    }
}
