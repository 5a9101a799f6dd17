/// How a file of an answer goes to the customer.
public enum FileWay: Hashable, Sendable {
    /// With the answer: in the mail, or beside it in the chat of the site.
    case along
    /// As a message of its own in a chat program.
    case apart(Medium)
    /// As a private link in the answer, because the channel does not take it.
    case link(Reason)

    /// What chat programs call it.
    public enum Medium: String, CaseIterable, Sendable {
        case image, voice, video, file
    }

    public enum Reason: String, CaseIterable, Sendable {
        case kind, size
    }

    /// Bytes of all files of a mail: with base 64 and the words, what servers commonly take, 25 MB.
    public static let mailMost = 17 << 20

    /// How each of the files of one answer goes by a kind of channel.
    public static func of(_ files: [Attachment], by kind: Channel.Kind) -> [FileWay] {
        var bytes = 0
        return files.map { file in
            switch kind {
            case .chat: return .along
            case .webhook, .form: return .link(.kind)
            case .wecom, .wechat: return apart(file, by: kind)
            case .mail:
                guard bytes + file.size <= mailMost else { return .link(.size) }
                bytes += file.size
                return .along
            }
        }
    }

    /// As the interfaces of both say what they take: of images and videos 10 MB, of voices 2 MB,
    /// of files 20 MB; official accounts take no files of other kinds.
    private static func apart(_ file: Attachment, by kind: Channel.Kind) -> FileWay {
        let isWeCom = kind == .wecom
        let medium: Medium?
        switch file.type.media {
        case "image/jpeg", "image/png": medium = .image
        case "image/gif": medium = isWeCom ? .file : .image
        case "audio/amr": medium = .voice
        case "audio/mpeg": medium = isWeCom ? .file : .voice
        case "video/mp4": medium = .video
        default: medium = isWeCom ? .file : nil
        }
        guard let medium else { return .link(.kind) }
        if file.size <= most(medium) { return .apart(medium) }
        return isWeCom && file.size <= most(.file) ? .apart(.file) : .link(.size)
    }

    private static func most(_ medium: Medium) -> Int {
        switch medium {
        case .image, .video: 10 << 20
        case .voice: 2 << 20
        case .file: 20 << 20
        }
    }
}

extension FileTerms {
    /// What a message of a case takes: everything but archives and what could act in a browser.
    public static let ofMessages = FileTerms(
        families: FileType.Family.allCases, bytes: megabytesMost << 20, count: countMost)
}
