import Base
import Domain

/// One invitation as it is read: subject, plain text and HTML with the first question in it.
struct InvitationMail {
    let instrument: Instrument
    let text: InvitationText
    let language: String
    let words: InvitationWords
    /// The page to answer on, and where to say no.
    let link: String
    let unsubscribe: String
    /// A picture that tells of its opening; nil where that is not wanted.
    let picture: String?

    func subject(_ wording: Wording) -> String { text.fill(wording[language], isHeading: true) }

    func plain(_ wording: Wording) -> String {
        let said = text.fill(wording[language])
        var parts = [said]
        if !InvitationText.holdsLink(wording[language]) { parts.append(say("plain")) }
        parts.append(say("until"))
        parts.append("\(words["unsubscribe"][language]): \(unsubscribe)")
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// What goes to a phone.
    func short(_ wording: Wording) -> String {
        let said = text.fill(wording[language])
        return InvitationText.holdsLink(wording[language]) ? said : "\(said) \(link)"
    }

    func html(_ wording: Wording) -> String {
        let tag = language == "zh" ? "zh-CN" : "en"
        let paragraphs = text.fill(wording[language]).split(separator: "\n\n")
            .map { part in
                let lines = part.split(separator: "\n", omittingEmptySubsequences: false)
                return "<p style=\"\(Self.paragraph)\">"
                    + lines.map { String($0).escapedMarkup }.joined(separator: "<br>") + "</p>"
            }
        let pixel = picture.map {
            "<img src=\"\($0.escapedMarkup)\" width=\"1\" height=\"1\" alt=\"\">"
        }
        return """
            <!doctype html><html lang="\(tag)"><head><meta charset="utf-8">\
            <meta name="viewport" content="width=device-width"></head>
            <body style="margin:0;padding:16px;background:#f4f5f7">
            <div style="\(Self.sheet)">
            \(paragraphs.joined(separator: "\n"))
            \(question)
            <p style="\(Self.small)">\(say("until").escapedMarkup)<br>
            <a href="\(unsubscribe.escapedMarkup)" style="color:#5c6370">\
            \(words["unsubscribe"][language].escapedMarkup)</a></p>
            </div>\(pixel ?? "")</body></html>

            """
    }

    private func say(_ key: String) -> String { text.fill(words[key][language]) }

    /// The steps of the first question as links that only choose an answer: programs that look
    /// through mails follow links too, so that nothing is ever handed in by opening one.
    private var question: String {
        guard let (item, scale) = first else {
            return Self.button(link, words["button"][language])
        }
        // Every step must be touchable on a phone: eleven of them go into two lines.
        let steps = scale.steps.map { step in
            "<a href=\"\("\(link)?\(GatewayCarrier.percent(item.key))=\(step)".escapedMarkup)\" "
                + "style=\"\(Self.step)\">\(step)</a>"
        }
        let ends = [scale.first, scale.last].map { scale.labels[$0]?[language] ?? "" }
        let legend =
            ends == ["", ""]
            ? ""
            : "<p style=\"\(Self.small)\">\(scale.first) = \(ends[0].escapedMarkup) · "
                + "\(scale.last) = \(ends[1].escapedMarkup)</p>"
        return """
            <p style="\(Self.paragraph);font-weight:bold">\(item.title[language].escapedMarkup)</p>
            <p style="margin:0 0 8px;line-height:46px">\(steps.joined(separator: " "))</p>
            \(legend)<p style="\(Self.small)">\(say("scale").escapedMarkup)</p>
            """
    }

    /// The first question, where it is one of steps that everybody is asked.
    private var first: (Item, Scale)? {
        guard let page = instrument.pages.first, page.showIf == nil,
            let item = instrument.items[page.items].first(where: { !$0.kind.isStatement }),
            item.showIf == nil, item.rows.isEmpty, item.cells.count == 1, let scale = item.scale,
            scale.points <= 11, !item.title[language].contains("{")
        else { return nil }
        return (item, scale)
    }

    private static let sheet =
        "max-width:560px;margin:0 auto;padding:24px;background:#fff;color:#1c2330;"
        + "font:16px/1.6 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;border-radius:8px"
    private static let paragraph = "margin:0 0 16px"
    private static let small = "margin:8px 0 0;font-size:13px;color:#5c6370"
    private static let step =
        "display:inline-block;min-width:40px;padding:0 2px;text-align:center;border:1px solid "
        + "#0b6e69;border-radius:6px;color:#0b6e69;text-decoration:none;line-height:38px"

    private static func button(_ link: String, _ label: String) -> String {
        "<p style=\"margin:24px 0\"><a href=\"\(link.escapedMarkup)\" style=\"display:inline-block;"
            + "padding:10px 24px;background:#0b6e69;color:#fff;text-decoration:none;"
            + "border-radius:6px\">\(label.escapedMarkup)</a></p>"
    }
}

extension Item.Kind {
    fileprivate var isStatement: Bool { self == .statement }
}
