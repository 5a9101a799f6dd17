import Base

/// How subjects begin that say nothing of what a mail is about, from the library.
struct MailWords {
    let answer: [String]
    let automatic: [String]

    init(_ library: Library) throws {
        let document = try library.json("cases/mail.yaml")
        func texts(_ name: String) -> [String] {
            (document?[name]?.array ?? []).compactMap(\.string)
        }
        answer = texts("answer")
        automatic = texts("automatic")
    }

    /// A subject without its `Re:` and `Fwd:`.
    func plain(_ subject: String) -> String {
        var title = subject.trimmed
        while let prefix = answer.first(where: { title.lowercased().hasPrefix($0) }) {
            title = String(title.dropFirst(prefix.count)).trimmed
        }
        return title
    }

    /// The subject of an answer.
    func reply(to subject: String) -> String { "Re: " + plain(subject) }
}
