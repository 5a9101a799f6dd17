/// A type of files that may be attached. What can carry out something in a browser is not among
/// them, and neither are archives.
public struct FileType: Hashable, Sendable {
    /// What authors of questionnaires allow.
    public enum Family: String, CaseIterable, Sendable {
        case image, pdf, document, sheet, text, audio, video
    }

    /// Nil for what Nuo itself makes and never takes in.
    public let family: Family?
    /// As libmagic tells it from the bytes.
    public let media: String
    /// Of names, the usual one first.
    public let endings: [String]

    /// Whether every browser shows it as a picture.
    public var isShown: Bool {
        self == FileType.signature || family == .image && !media.hasPrefix("image/hei")
    }

    public init?(media: String) {
        // Some versions of libmagic say `audio/AMR`, others `audio/amr`.
        let media = media.lowercased()
        guard let known = FileType.all.first(where: { $0.media == media }) else { return nil }
        self = known
    }

    /// What a customer sent with a message is kept whatever it is, and never opened here; what
    /// could carry out something is saved as mere bytes.
    public init(received media: String) {
        let known = FileType(media: media)
        self = known == FileType.signature ? FileType.bytes : known ?? FileType.bytes
    }

    private static let bytes = FileType(
        family: nil, media: "application/octet-stream", endings: ["bin"])
    /// Never among what an answer may hold.
    private static let archives: [FileType] = [
        FileType(family: nil, media: "application/zip", endings: ["zip"]),
        FileType(family: nil, media: "application/x-7z-compressed", endings: ["7z"]),
        FileType(family: nil, media: "application/x-rar", endings: ["rar"]),
        FileType(family: nil, media: "application/gzip", endings: ["gz", "tgz"]),
        FileType(family: nil, media: "message/rfc822", endings: ["eml"]),
        FileType(family: nil, media: "text/calendar", endings: ["ics"]),
    ]

    private init(family: Family?, media: String, endings: [String]) {
        self.family = family
        self.media = media
        self.endings = endings
    }

    public static func all(of families: [Family]) -> [FileType] {
        all.filter { $0.family.map(families.contains) ?? false }
    }

    /// The drawing of a signature.
    public static let signature = FileType(
        family: nil, media: "image/svg+xml", endings: ["svg"])

    private static let all: [FileType] =
        table.split(whereSeparator: \.isNewline).compactMap { line in
            let parts = line.split(separator: " ").map(String.init)
            guard parts.count >= 3, let family = Family(rawValue: parts[0]) else { return nil }
            return FileType(family: family, media: parts[1], endings: Array(parts[2...]))
        } + [signature, bytes] + archives

    private static let table = """
        image image/jpeg jpg jpeg jpe jfif
        image image/png png
        image image/gif gif
        image image/webp webp
        image image/heic heic
        image image/heif heif
        pdf application/pdf pdf
        document application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
        document application/msword doc wps
        document application/vnd.oasis.opendocument.text odt
        document text/rtf rtf
        sheet application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
        sheet application/vnd.ms-excel xls et
        sheet application/vnd.oasis.opendocument.spreadsheet ods
        sheet text/csv csv
        text text/plain txt log md csv
        audio audio/mpeg mp3
        audio audio/x-m4a m4a
        audio audio/ogg ogg oga
        audio audio/x-wav wav
        audio audio/flac flac
        audio audio/x-hx-aac-adts aac
        audio audio/amr amr
        video video/mp4 mp4
        video video/quicktime mov
        video video/webm webm
        video video/3gpp 3gp
        """
}

/// What files a question takes.
public struct FileTerms: Hashable, Sendable {
    public var families: [FileType.Family]
    /// Of one file.
    public var bytes: Int
    /// How many files.
    public var count: Int

    public init(families: [FileType.Family], bytes: Int, count: Int) {
        self.families = families
        self.bytes = bytes
        self.count = count
    }

    public static let megabytesMost = 10
    public static let countMost = 10
    public static let usual = FileTerms(families: [.image, .pdf], bytes: 5 << 20, count: 1)

    public var types: [FileType] { FileType.all(of: families) }
    public var megabytes: Int { bytes >> 20 }
}
