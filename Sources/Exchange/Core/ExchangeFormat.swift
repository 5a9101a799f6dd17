public import Base
public import Domain

/// Files of other programs that questionnaires come from and go to. Our own are read elsewhere.
public enum ExchangeFormat: String, CaseIterable, Sendable {
    case surveyJS = "surveyjs"
    case lss
    /// LimeSurvey's table, parted by tabs.
    case txt
    /// Qualtrics.
    case qsf

    /// What a file is called, behind its name.
    public var ending: String {
        switch self {
        case .surveyJS: "surveyjs.json"
        case .lss: "lss"
        case .txt: "limesurvey.txt"
        case .qsf: "qsf"
        }
    }

    public var mediaType: String {
        switch self {
        case .surveyJS, .qsf: "application/json"
        case .txt: "text/tab-separated-values"
        case .lss: "application/xml"
        }
    }

    /// By what stands in a file; nil for one that is none of these.
    public static func guessed(_ bytes: [UInt8]) -> ExchangeFormat? {
        let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
        let start = bytes.drop(while: space.contains).prefix(4_000)
        if start.first == UInt8(ascii: "<") { return .lss }
        if LimeSurvey.isTable(start) { return .txt }
        guard start.first == UInt8(ascii: "{"), let json = try? JSON(parsing: bytes) else {
            return nil
        }
        if json["SurveyElements"] != nil { return .qsf }
        // Ours has its own key and its pages hold items.
        let pages = json["pages"]?.array ?? []
        if json["key"] != nil, pages.contains(where: { $0["items"] != nil }) { return nil }
        return json["pages"] != nil || json["elements"] != nil || json["questions"] != nil
            ? .surveyJS : nil
    }

    public func read(_ bytes: [UInt8]) throws(Refusal) -> Imported {
        switch self {
        case .surveyJS: try Imported(surveyJS: bytes)
        case .lss: try Imported(lss: bytes)
        case .txt: try Imported(limeSurveyTable: bytes)
        case .qsf: try Imported(qsf: bytes)
        }
    }

    public func write(_ instrument: Instrument) -> Exported {
        switch self {
        case .surveyJS: Exported(surveyJS: instrument)
        case .lss: Exported(lss: instrument)
        case .txt: Exported(limeSurveyTable: instrument)
        case .qsf: Exported(qsf: instrument)
        }
    }
}
