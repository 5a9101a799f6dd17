import Base
public import Domain

/// The sentences that every invitation, or every reply on a case, has around its author's words,
/// from the library.
struct InvitationWords: Sendable {
    private let words: [String: Wording]

    init(_ library: Library, _ file: String = "mailings/invitation.yaml") throws {
        var words: [String: Wording] = [:]
        for member in try library.json(file)?.object?.members ?? [] {
            guard let zh = member.value["zh"]?.string, let en = member.value["en"]?.string else {
                continue
            }
            words[member.key] = Wording(zh: zh, en: en)
        }
        self.words = words
    }

    subscript(_ key: String) -> Wording { words[key] ?? Wording(zh: "", en: "") }
}

extension House {
    /// What a new mailing begins with: `subject`, `text`, `reminderSubject`, `reminderText`, `sms`.
    public func invitationWords() throws -> [String: Wording] {
        let words = try InvitationWords(library)
        let keys = ["subject", "text", "reminderSubject", "reminderText", "sms"]
        return Dictionary(uniqueKeysWithValues: keys.map { ($0, words[$0]) })
    }
}
