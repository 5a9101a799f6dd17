import Base
import Domain
import HTTPTypes
import Operations

/// What a request for the answering page says by its address and its form.
struct AnswerRequest {
    /// Names in the address that are ours and no hidden fields.
    private static let own: Set<String> = ["lang", "embed", "r", "more", "later", "kiosk"]
    /// Before an item's key, so that no item can be named as a field of ours.
    static let prefix = "q."
    /// The field that carries the signed time at which the page was shown.
    static let stamp = "stamp"
    /// The field that nobody sees; only machines fill it.
    static let trap = "website"

    let visit: Visit
    let token: String
    /// The address without its query.
    private let place: String

    init(_ visit: Visit) {
        self.visit = visit
        token = visit.parameter("token")
        place = "/a/\(FormDecoding.encoded(token))"
    }

    /// An author's trial of a questionnaire, which no link leads to.
    init(_ visit: Visit, trialOf instrument: String) {
        self.visit = visit
        token = ""
        place = "/instruments/\(instrument)/trial"
    }

    /// Everything of the address but our own names, in order.
    var query: [(name: String, value: String)] {
        AnswerRequest.pairs(visit.query).filter { !AnswerRequest.own.contains($0.name) }
    }

    /// The form's answers by the names of items.
    var answers: [(name: String, value: String)] {
        AnswerRequest.pairs(visit.form).filter { $0.name.hasPrefix(AnswerRequest.prefix) }
            .map { (String($0.name.dropFirst(AnswerRequest.prefix.count)), $0.value) }
    }

    var shown: Set<String> {
        Set(AnswerRequest.pairs(visit.form).filter { $0.name == "shown" }.map(\.value))
    }

    /// The page as it was handed in.
    func turn(_ page: Int) -> Instrument.Turn {
        let way = visit.form["go"]?.string.flatMap(Instrument.Way.init) ?? .next
        return Instrument.Turn(page: page, form: answers, shown: shown, asked: asked, way: way)
    }

    /// Paths of the wishes that the page told before.
    var asked: Set<String> {
        Set(AnswerRequest.pairs(visit.form).filter { $0.name == "asked" }.map(\.value))
    }

    /// How many values each question has in the form: of one with files, those brought before.
    var held: [String: Int] {
        answers.reduce(into: [:]) { counts, answer in counts[answer.name, default: 0] += 1 }
    }

    /// The files of a form by the names of items.
    static func files(_ body: FormBody) -> [(item: String, file: IncomingFile)] {
        body.files.filter { $0.field.hasPrefix(prefix) }
            .map { (String($0.field.dropFirst(prefix.count)), $0.file) }
    }

    private static func pairs(_ object: JSON.Object) -> [(name: String, value: String)] {
        object.members.flatMap { member -> [(name: String, value: String)] in
            switch member.value {
            case .string(let text): [(member.key, text)]
            case .array(let all): all.compactMap(\.string).map { (member.key, $0) }
            default: []
            }
        }
    }

    var isEmbedded: Bool { visit.query["embed"]?.string == "1" }
    /// On a device that many use, one after the other.
    var isKiosk: Bool { visit.query["kiosk"]?.string == "1" }

    /// The languages asked for, best first: by address, then by the browser.
    var wished: [String] {
        let asked = visit.query["lang"]?.string.map { [String($0.prefix { $0 != "-" })] } ?? []
        return asked.filter { ["zh", "en"].contains($0) }
    }

    func language(of sheet: AnswerSheet) -> String {
        let wishes = wished + (sheet.language.map { [$0] } ?? []) + [visit.words.language]
        return sheet.instrument.language(for: wishes)
    }

    /// 256 bits that nobody can guess: it takes the response up again and makes it count once.
    func newKey() -> String {
        visit.site.house.randomBytes(32).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// The page's address, with the key of what is kept or with what the address began with.
    func path(key: String? = nil, language: String? = nil) -> String {
        var parts: [String] = []
        if let key { parts.append("r=\(FormDecoding.encoded(key))") }
        if let language = language ?? wished.first { parts.append("lang=\(language)") }
        if isEmbedded { parts.append("embed=1") }
        if isKiosk { parts.append("kiosk=1") }
        // A shared device goes back to the start as it was set up.
        if key == nil || isKiosk {
            for (name, value) in query {
                parts.append("\(FormDecoding.encoded(name))=\(FormDecoding.encoded(value))")
            }
        }
        return parts.isEmpty ? place : place + "?" + parts.joined(separator: "&")
    }

    /// An embedded page may stand in anyone's frame; no other page of ours may.
    func framed(_ reply: Reply) -> Reply {
        guard isEmbedded else { return reply }
        var reply = reply
        reply.headers[.contentSecurityPolicy] = SafetyHeaders.policy + "; frame-ancestors *"
        return reply
    }
}
