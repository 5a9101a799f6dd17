import Base
import Domain
import SQL
import Store

extension Documents.Kind {
    /// The folder of the built-in library, which is also the name of the kind's routes.
    var plural: String {
        switch self {
        case .process: "processes"
        case .promise: "promises"
        case .rule: "rules"
        case .calendar: "calendars"
        case .cause: "causes"
        case .talk: "talks"
        case .checklist: "checklists"
        case .dashboard: "dashboards"
        case .theme: "themes"
        case .occasion: "occasions"
        }
    }
}

extension Library {
    static let installed = "library.documents"

    /// `promises/negative-feedback` and so on.
    var versionedDocuments: [JSON] {
        Documents.Kind.allCases.flatMap { kind in
            documents(in: kind.plural).map { .string("\(kind.plural)/\($0.key)") }
        }
    }

    func isInstalled(in workspace: ID<Workspace>, on connection: any Connection) throws -> Bool {
        let have = try connection.setting(Library.installed, workspace: workspace)?.array ?? []
        return versionedDocuments.allSatisfy(have.contains)
    }
}

extension Ledger {
    /// Gives the workspace the built-in documents that it has no version of. What it once had is
    /// not brought again, and what it changed is left alone.
    func installLibrary() throws {
        guard try !house.library.isInstalled(in: workspace, on: connection) else { return }
        // Two that come first at the same time must not both install.
        if let lock = connection.dialect.lock("documents \(workspace)") {
            try connection.each(lock) { _ in }
            guard try !house.library.isInstalled(in: workspace, on: connection) else { return }
        }
        for kind in Documents.Kind.allCases {
            for document in house.library.documents(in: kind.plural) {
                let before = try Documents.find(kind, document.key, in: workspace, on: connection)
                let path = "\(kind.plural)/\(document.key).yaml"
                guard before == nil, let json = try house.library.json(path) else { continue }
                try Documents.add(
                    Documents.Stored(
                        key: document.key, version: 1, text: document.text, json: json,
                        at: now, author: "library"),
                    kind, in: workspace, on: connection)
            }
        }
        try connection.set(
            Library.installed, to: .array(house.library.versionedDocuments), workspace: workspace)
    }
}
