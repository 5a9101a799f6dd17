import Base
import Domain
import Operations

/// What lies beside a case for whoever works on it: drafts, tasks, ties, words to use.
struct CaseWork {
    let one: JSON
    let visit: Visit
    /// The address of the customer's page, for the words that name it.
    let page: String?

    private var words: Words { visit.words }
    private var id: JSON.Object { ["case": one["id"] ?? .null].object }

    func context() async throws -> [String: JSON] {
        let drafts = try await visit.desk.perform(ShowDrafts.self, id).json
        let ties = try await visit.desk.perform(ListCaseTies.self, id).json
        let talks = try await talks()
        let checklists = try await checklists()
        let tasks = try await visit.desk.perform(ListCaseTasks.self, id).json
        let owed = tasks["items"]?.array ?? []
        let open = owed.count { $0["doneAt"]?.string == nil }
        return [
            "draftReply": typed(in: ["sends", "replies", "files"]) ?? drafts["reply"] ?? "",
            "draftNote": typed(in: ["notes"]) ?? drafts["note"] ?? "",
            "typedClosing": typed(in: ["closure"]) ?? .null,
            "typedHeard": typed(in: ["messages"]) ?? .null,
            "waiting": .array((drafts["waiting"]?.array ?? []).map(waiting)),
            "lastSend": drafts["waiting"]?.array?.last?["id"] ?? .null,
            "stranded": stranded ?? .null,
            "heldFiles": .array((drafts["files"]?.array ?? []).map(heldFile)),
            "hasHeldFiles": .bool(drafts["files"]?.array?.isEmpty == false),
            "ties": .array((ties["items"]?.array ?? []).map(tie)),
            "tasks": .array(owed.map(task)),
            "tasksOpen": open == 0
                ? .null : .string(words("cases.tasksOpen", ["n": "\(open)"])),
            "talks": .array(talks), "hasTalks": .bool(!talks.isEmpty),
            "coach": try await CoachPages.words(visit),
            "checklists": .array(checklists), "hasChecklists": .bool(!checklists.isEmpty),
            "canMerge": .bool(one["status"] != "closed"),
            "isMerged": .bool(one["mergedInto"]?.string != nil),
        ]
    }

    /// What was typed into one of these forms and refused; words for colleagues must never turn up
    /// where the customer is answered.
    private func typed(in forms: [String]) -> JSON? {
        forms.contains { visit.path.hasSuffix("/" + $0) } ? visit.form["text"] : nil
    }

    /// What was typed into a form that is gone, because the case was closed meanwhile.
    private var stranded: JSON? {
        let last = visit.path.split(separator: "/").last.map(String.init) ?? ""
        guard one["status"] == "closed", CaseWork.formsOfOpenCases.contains(last) else {
            return nil
        }
        let typed = visit.form.members.filter { member in
            ["text", "reason", "note"].contains(member.key) || member.key.hasPrefix("field.")
        }.compactMap(\.value.string).filter { !$0.isEmpty }
        return typed.isEmpty ? nil : .string(typed.joined(separator: "\n"))
    }

    private static let formsOfOpenCases: Set<String> = [
        "sends", "replies", "files", "messages", "closure", "pause", "escalations", "redress",
        "tags", "fields", "step",
    ]

    private func waiting(_ send: JSON) -> JSON {
        let author = send["authorName"]?.string ?? ""
        return [
            "id": send["id"] ?? .null, "case": one["id"] ?? .null, "text": send["text"] ?? .null,
            "told": .string(words("cases.waitingOf", ["name": author])),
            "due": send["dueAt"] ?? .null,
            "files": .string(
                (send["files"]?.array ?? []).compactMap { $0["name"]?.string }
                    .joined(separator: " · ")),
            "isMine": .bool(send["author"]?.string == visit.desk.actor.user?.description),
        ]
    }

    /// A file for the next answer, and how it would go.
    private func heldFile(_ file: JSON) -> JSON {
        let reason = file["reason"]?.string
        let way = file["refusal"]?.string != nil ? "needsAddress" : file["way"]?.string
        return [
            "id": file["id"] ?? .null, "case": one["id"] ?? .null,
            "name": file["name"] ?? .null,
            "size": .string(FileSize.text(file["size"]?.integer ?? 0)),
            "way": .string(
                [
                    way.map { words["cases.files.way.\($0)"] },
                    reason.map { words["cases.files.reason.\($0)"] },
                ]
                .compactMap { $0 }.joined(separator: words["cases.files.because"])),
            "isBad": .bool(way == "needsAddress"), "isLink": .bool(way == "link"),
        ]
    }

    private func tie(_ tie: JSON) -> JSON {
        [
            "case": tie["case"] ?? .null, "number": tie["number"] ?? .null,
            "title": tie["title"]?[words.language] ?? .null,
            "kind": .string(words["case.tie.\(tie["kind"]?.string ?? "")"]),
            "isMerged": .bool(tie["kind"] == "merged"), "split": tie["split"] ?? .null,
            "isLink": .bool(tie["kind"] != "merged"), "one": one["id"] ?? .null,
        ]
    }

    private func task(_ task: JSON) -> JSON {
        [
            "id": task["id"] ?? .null, "case": one["id"] ?? .null, "text": task["text"] ?? .null,
            "isDone": .bool(task["doneAt"]?.string != nil), "due": task["due"] ?? .null,
            "isOverdue": task["isOverdue"] ?? false,
            "assigneeName": task["assigneeName"] ?? .null,
        ]
    }

    private func checklists() async throws -> [JSON] {
        guard visit.desk.actor.rights.contains(.casesWork) else { return [] }
        let found = try await visit.desk.perform(
            ListDocuments<ChecklistDocuments>.self, .init()
        ).json
        return (found["items"]?.array ?? []).map {
            ["key": $0["key"] ?? .null, "name": $0["name"]?[words.language] ?? .null]
        }
    }

    /// Canned replies and scripts that fit, with their slots filled.
    private func talks() async throws -> [JSON] {
        guard visit.desk.actor.rights.contains(.casesWork) else { return [] }
        let kind = one["kind"]?.string.flatMap(Case.Kind.init) ?? .feedback
        let found = try await visit.desk.perform(ListDocuments<TalkDocuments>.self, .init()).json
        let me = try await visit.desk.perform(ShowMe.self, .init()).json["user"]?["name"]?.string
        var talks: [JSON] = []
        for item in found["items"]?.array ?? [] {
            let stored = try await visit.desk.perform(
                ShowDocument<TalkDocuments>.self, ["key": item["key"] ?? .null].object)
            let talk = try Talk(document: stored.json["document"] ?? .null)
            guard talk.fits(kind) else { continue }
            let text = talk.text { slot($0, me) }
            talks.append(
                [
                    "key": .string(talk.key), "name": .string(talk.name[words.language]),
                    "text": .string(text[words.language]),
                ])
        }
        return talks
    }

    private func slot(_ name: String, _ me: String?) -> String? {
        switch name {
        case "customer.name": one["customerName"]?.string
        case "case.number": one["number"]?.integer.map(Case.text(ofNumber:))
        case "case.title": one["title"]?[words.language]?.string
        case "agent.name": me
        case "due": visit.moment(one["promisedAt"])["text"]?.string
        case "page": page
        default: nil
        }
    }
}
