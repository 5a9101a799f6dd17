import Base
import HTTPTypes
import Operations

/// Where an invitation says no: one press of a button, or one click in the mail program itself
/// (RFC 8058). Opening the page does nothing, because programs that look through mails open it too.
enum UnsubscribePage {
    static func show(_ visit: Visit) async throws -> Reply {
        let unsubscribing = Unsubscribing(token: visit.parameter("token"))
        return try await guarded(visit) {
            page(visit, try await unsubscribing.show(in: visit.site.house))
        }
    }

    static func confirm(_ visit: Visit) async throws -> Reply {
        let unsubscribing = Unsubscribing(token: visit.parameter("token"))
        return try await guarded(visit) {
            try await unsubscribing.perform(in: visit.site.house)
            return page(visit, try await unsubscribing.show(in: visit.site.house))
        }
    }

    /// One transparent dot, whether or not the address is one of ours.
    static func picture(_ visit: Visit) async throws -> Reply {
        do {
            try await MarkOpened(token: visit.parameter("token")).perform(in: visit.site.house)
        } catch is Refusal {
            // Whoever guesses addresses learns nothing.
        }
        return Reply(.bytes(dot, type: "image/gif"))
    }

    private static let dot: [UInt8] = [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF,
        0x21, 0xF9, 4, 1, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B,
    ]

    private static func page(_ visit: Visit, _ asked: Unsubscribing.Asked) -> Reply {
        let wish = visit.query["lang"]?.string
        let language = ["zh", "en"].contains(wish ?? "") ? wish ?? "en" : asked.language
        let other = language == "zh" ? "en" : "zh"
        var reply = Reply.page(
            "messages/unsubscribe",
            [
                "language": .string(language == "zh" ? "zh-CN" : "en"),
                "company": .string(asked.company), "address": .string(asked.address),
                "isDone": .bool(asked.isDone),
                "action": .string("\(visit.path)?lang=\(language)"),
                "otherPath": .string("\(visit.path)?lang=\(other)"),
                "otherTag": .string(other == "zh" ? "zh-CN" : "en"),
                "otherName": .string(visit.site.words(other)["answer.languageName"]),
            ])
        reply.language = language
        return reply
    }

    private static func guarded(
        _ visit: Visit, _ body: () async throws -> Reply
    ) async throws -> Reply {
        do {
            return try await body()
        } catch let refusal as Refusal where refusal.kind == .notFound {
            let words = visit.words
            return .page(
                "answer/closed",
                [
                    "language": .string(words.language == "zh" ? "zh-CN" : "en"),
                    "title": .string(words("refusal.\(refusal.code)", refusal.values)),
                ], status: .notFound)
        }
    }
}
