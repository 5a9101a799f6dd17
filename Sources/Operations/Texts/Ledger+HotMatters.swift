import Base
import Domain
import Store

extension Ledger {
    /// Puts on a case what it was opened for, and tells those who lead.
    func tell(of matter: HotMatter, on one: Case, as actor: CaseActor) throws {
        let language = try Workspaces.find(workspace, on: connection)?.language ?? "en"
        let site = try sendingTerms().address ?? ""
        let place = matter.field.map { "\($0): \(matter.value ?? "")" }
        // Figures, names and links only: whose words they are in matters to nobody.
        var lines = [matter.name[language], place ?? "", matter.words.joined(separator: ", ")]
        lines.append("\(site)/topics")
        lines += matter.responses.map { "\(site)/responses/\($0)" }
        lines += matter.cases.map { "\(site)/cases/\($0)" }
        let text = lines.filter { !$0.isEmpty }.joined(separator: "\n")
        _ = try command(.note(text), on: one.id, as: actor)
        let notices = try leading().map {
            Notices.New(
                id: newID(), to: $0, kind: "hot", of: one.id,
                data: ["matter": .string(matter.matter)], at: now)
        }
        try Notices.insert(notices, in: workspace, on: connection)
    }

    /// Managers; where there are none, who administers the workspace.
    private func leading() throws -> [ID<User>] {
        for role in [Role.manager, .administrator] {
            let found = try Users.list(
                .init(role: role, isActive: true, limit: 100), in: workspace, on: connection)
            if !found.isEmpty { return found.map(\.account.id) }
        }
        return []
    }
}
