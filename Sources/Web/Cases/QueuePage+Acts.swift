import Base
import Operations

extension QueuePage {
    /// The same for all that are ticked; what was refused is said.
    static func bulk(_ visit: Visit) async throws -> Reply {
        let back = back(visit)
        let done = try await visit.once(isShared: true) { visit in
            var input: [String: JSON] = [
                "cases": visit.list("case"), "do": visit.form["do"] ?? .null,
                "text": visit.form["text"] ?? .null,
            ]
            if visit.form["do"] == "assign" { input["team"] = visit.form["team"] }
            return try await visit.desk.perform(BulkCases.self, input.object).json
        }
        let refused = done["refused"]?.array?.count ?? 0
        let told = "done=\(done["done"]?.text ?? "0")&refused=\(refused)"
        return .redirect("\(back)\(back.contains("?") ? "&" : "?")\(told)")
    }

    /// Where the form was; never elsewhere.
    private static func back(_ visit: Visit) -> String {
        let query = (visit.form["query"]?.string ?? "").split(separator: "&").filter {
            !$0.hasPrefix("done=") && !$0.hasPrefix("refused=")
        }.joined(separator: "&")
        return query.isEmpty ? "/cases" : "/cases?" + query
    }
}
