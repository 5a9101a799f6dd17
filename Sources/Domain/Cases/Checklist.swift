public import Base

/// Things to be done that belong together, as a document: added to a case as its tasks.
public struct Checklist: Hashable, Sendable {
    public let key: String
    public let name: Wording
    public let tasks: [Wording]

    /// As many tasks as are added to a case at once.
    public static let mostTasks = 50

    /// Reads a document; throws every fault it has.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { node -> Checklist? in
            node.allow("key", "name", "about", "tasks")
            let key = node.required("key")?.key()
            let name = node.required("name")?.wording()
            _ = node.child("about")?.wording()
            let nodes = node.required("tasks")?.list() ?? []
            if node.value["tasks"]?.array?.isEmpty == true { node.child("tasks")?.fault("empty") }
            if nodes.count > Checklist.mostTasks {
                node.child("tasks")?.fault("tooMany", ["max": "\(Checklist.mostTasks)"])
            }
            let tasks = nodes.compactMap { $0.heading() }
            guard let key, let name else { return nil }
            return Checklist(key: key, name: name, tasks: tasks)
        }
    }

    private init(key: String, name: Wording, tasks: [Wording]) {
        self.key = key
        self.name = name
        self.tasks = tasks
    }
}
