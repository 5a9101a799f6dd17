import Base
import Exchange

/// Names and codes that had to be spelled another way, there and back: what is laid beside the
/// outcome is the original with the new names in it.
struct Renames {
    /// Key → key.
    private var keys: [String: String] = [:]
    /// Of computed values and hidden fields, which have names of their own.
    private var apart: [String: [String: String]] = [:]
    /// Key and code → code.
    private var codes: [String: [String: String]] = [:]

    init(_ there: [Loss], _ back: [Loss]) {
        for loss in there where loss.reason == .renamed {
            if loss.member == "key" {
                keys[loss.question] = loss.detail
            } else if loss.member == "hidden" || loss.member == "computed" {
                apart[loss.member, default: [:]][loss.question] = loss.detail
            } else {
                codes[loss.question, default: [:]][loss.member] = loss.detail
            }
        }
        for loss in back where loss.reason == .renamed {
            let key = keys.first { $0.value == loss.question }?.key ?? loss.question
            if ["code", "name", "DataExportTag"].contains(loss.member) {
                keys[key] = loss.detail
            } else {
                let code = codes[key]?.first { $0.value == loss.member }?.key ?? loss.member
                codes[key, default: [:]][code] = loss.detail
            }
        }
    }

    /// A loss of the way there, under the new name of its question.
    func renamed(_ loss: Loss) -> Loss {
        let isApart = ["computed", "hidden"].first { apart[$0]?[loss.question] != nil }
        if let isApart, isApart == "hidden" || loss.member == "title" || loss.member == isApart {
            return Loss(apart[isApart]?[loss.question] ?? "", loss.member, loss.reason, loss.detail)
        }
        return Loss(
            keys[loss.question] ?? loss.question,
            codes[loss.question]?[loss.member] ?? loss.member, loss.reason, loss.detail)
    }

    /// A loss of the way back stands under the other program's name.
    func undone(_ loss: Loss) -> Loss {
        let key = keys.first { $0.value == loss.question || $0.key == loss.question }?.value
        return Loss(key ?? loss.question, loss.member, loss.reason, loss.detail)
    }

    func renamed(_ document: JSON) -> JSON {
        guard var whole = renamed(document, in: nil).object else { return document }
        for place in ["hidden", "computed"] {
            guard let list = document[place]?.array, var new = whole[place]?.array else { continue }
            for (number, one) in list.enumerated() {
                guard var object = new[number].object, let key = one["key"]?.string else {
                    continue
                }
                object["key"] = .string(apart[place]?[key] ?? key)
                new[number] = .object(object)
            }
            whole[place] = .array(new)
        }
        return .object(whole)
    }

    private func renamed(_ json: JSON, in question: String?) -> JSON {
        switch json {
        case .array(let all): return .array(all.map { renamed($0, in: question) })
        case .string(let text):
            return .string(
                text.contains("answers.") || text.contains("computed.") ? condition(text) : text)
        case .object(let object):
            let own = object["key"]?.string
            let question = own ?? question
            return .object(
                .init(
                    object.members.map { member in
                        if let text = member.value.string, member.key == "key" {
                            return .init(key: "key", value: .string(keys[text] ?? text))
                        }
                        if let text = member.value.string, member.key == "code" {
                            let code = question.flatMap { codes[$0]?[text] } ?? text
                            return .init(key: "code", value: .string(code))
                        }
                        return .init(key: member.key, value: renamed(member.value, in: question))
                    }))
        default: return json
        }
    }

    private func condition(_ text: String) -> String {
        var out = text
        for (key, all) in codes where text.contains("answers.\(key)") {
            for (old, new) in all { out = out.replacing("\"\(old)\"", with: "\"\(new)\"") }
        }
        return out.replacing(/(answers|computed|hidden)\.([a-z0-9_.]+)/) { match in
            let steps = match.2.split(separator: ".").map(String.init)
            let inner = steps.dropFirst().map { codes[steps[0]]?[$0] ?? $0 }
            let place = String(match.1)
            let first = place == "answers" ? keys[steps[0]] : apart[place]?[steps[0]]
            return ([place, first ?? steps[0]] + inner).joined(separator: ".")
        }
    }
}
