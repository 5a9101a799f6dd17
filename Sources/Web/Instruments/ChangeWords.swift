import Base
import Domain

/// Differences of two versions as sentences for those who never read the document.
struct ChangeWords {
    let words: Words

    /// One line for each change, in groups by the part that it is about.
    func groups(_ changes: [InstrumentChange]) -> JSON {
        var order: [String] = []
        var groups: [String: (heading: String, lines: [JSON])] = [:]
        for change in changes {
            let (key, heading) = group(of: change)
            if groups[key] == nil {
                order.append(key)
                groups[key] = (heading, [])
            }
            groups[key]?.lines.append(line(change))
        }
        return .array(
            order.map { key in
                [
                    "change_group": .string(groups[key]?.heading ?? ""),
                    "change_lines": .array(groups[key]?.lines ?? []),
                ]
            })
    }

    private func group(of change: InstrumentChange) -> (String, String) {
        switch change.part {
        case .question, .option, .line, .side, .check:
            let key = change.part == .question ? change.name : change.owner ?? ""
            return ("question \(key)", words("change.question", ["key": key]))
        case .page, .way:
            let number = change.part == .page ? change.name : change.owner ?? ""
            return ("page \(number)", words("change.page", ["number": number]))
        case .end: return ("ends", words["designer.ends"])
        case .instrument, .hidden, .computed: return ("instrument", words["designer.settings"])
        }
    }

    private func line(_ change: InstrumentChange) -> JSON {
        let isText = change.what == .wording || change.what == .logic || change.what == .setting
        let isChange = isText && !change.old.isNull && !change.new.isNull
        let action =
            !isText
            ? change.what.rawValue
            : isChange
                ? "changed" : change.old.isNull ? "set" : "unset"
        return [
            "change_what": .string(words["change.what.\(change.what.rawValue)"]),
            "isLogic": .bool(change.what == .logic), "isRemoved": .bool(change.what == .removed),
            "change_text": .string(
                words(
                    "change.line.\(action)",
                    ["part": name(of: change), "member": member(of: change)])),
            "change_old": isText && !change.old.isNull ? .string(text(change.old)) : .null,
            "change_new": isText && !change.new.isNull ? .string(text(change.new)) : .null,
        ]
    }

    private func name(of change: InstrumentChange) -> String {
        let title = words.language == "zh" ? change.title["zh"] : change.title["en"]
        let said =
            change.title.string ?? title?.string ?? change.title["en"]?.string
            ?? change.title["zh"]?.string ?? ""
        let part = words["change.part.\(change.part.rawValue)"]
        let isNumbered = [.page, .end, .way, .check].contains(change.part)
        let name = said.isEmpty ? change.name : said
        guard change.part != .instrument else { return part }
        return isNumbered
            ? words("change.numbered", ["part": part, "number": change.name])
            : words("change.named", ["part": part, "name": name])
    }

    private func member(of change: InstrumentChange) -> String {
        let member = change.member ?? ""
        let key = "designer.field.\(member.split(separator: ".").joined(separator: "_"))"
        var name = words.contains(key) ? words[key] : member
        if member.hasPrefix("scale.labels.") {
            name = words(
                "designer.field.label", ["step": String(member.dropFirst("scale.labels.".count))])
        } else if member == "title", change.part == .question {
            name = words["designer.field.title_item"]
        }
        guard let language = change.language else { return name }
        return words(
            "change.inLanguage", ["member": name, "language": words["languageName.\(language)"]])
    }

    private func text(_ json: JSON) -> String {
        switch json {
        case .string(let text): text
        case .bool(let isYes): words[isYes ? "trial.yes" : "trial.no"]
        default: json.text
        }
    }
}
