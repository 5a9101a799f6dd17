extension Letter {
    /// Who wrote it: a person, or a program that must not be answered as one.
    public enum Nature: String, CaseIterable, Sendable {
        case personal
        /// A mail server tells what became of a mail, or a provider that it was called spam.
        case report
        /// An absence note, an acknowledgement, a notification.
        case automatic
        /// A newsletter or a mailing list.
        case bulk
    }

    /// RFC 3834, RFC 2919, and what programs really write.
    /// - Parameter automaticSubjects: beginnings, in small letters, of subjects that only programs
    ///   write; some large providers mark their absence notes by nothing else.
    public func nature(automaticSubjects: [String]) -> Nature {
        let type = (headers.plain("content-type") ?? "").lowercased()
        if type.contains("multipart/report"), !type.contains("disposition-notification") {
            return .report
        }
        let local = from?.address.lowercased().prefix { $0 != "@" } ?? ""
        if headers.plain("return-path")?.blanksTrimmed == "<>" || local == "mailer-daemon"
            || local == "postmaster"
        {
            return .automatic
        }
        if let submitted = headers.plain("auto-submitted")?.lowercased(),
            !submitted.blanksTrimmed.hasPrefix("no")
        {
            return .automatic
        }
        if ["x-autoreply", "x-autorespond", "x-autoresponder"].contains(where: headers.has)
            || type.contains("disposition-notification")
        {
            return .automatic
        }
        let quiet = headers.plain("x-auto-response-suppress")?.lowercased() ?? ""
        if ["all", "oof", "autoreply"].contains(where: quiet.contains) { return .automatic }
        switch headers.plain("precedence")?.blanksTrimmed.lowercased() {
        case "auto_reply", "auto-reply": return .automatic
        case "bulk", "junk", "list": return .bulk
        default: break
        }
        if headers.has("list-id") || headers.has("list-unsubscribe") { return .bulk }
        return automaticSubjects.contains { subject.lowercased().hasPrefix($0) }
            ? .automatic : .personal
    }

    /// Whether the mail server that took it in says that the sender's domain did not send it
    /// (RFC 8601). Only the topmost field is our own server's; a lower one may be the sender's.
    public var failsAuthentication: Bool {
        guard let results = headers.plain("authentication-results")?.lowercased() else {
            return false
        }
        return results.contains("dmarc=fail")
    }
}
