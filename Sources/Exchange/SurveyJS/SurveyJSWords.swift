import Base

/// Languages of a file by our own: `zh-cn`, `zh-hans`, `zh` are one.
struct ForeignLanguages {
    /// Ours, in order.
    private(set) var own: [String] = []
    /// Theirs → ours, the best of several first.
    private(set) var names: [(foreign: String, own: String)] = []

    /// - Parameter foreign: in the order of the file.
    init(_ foreign: [String], _ losses: inout Losses) {
        for name in foreign {
            let own = ForeignLanguages.own(name)
            if let own, !self.own.contains(own) {
                self.own.append(own)
                names.append((name, own))
            } else if !names.contains(where: { $0.foreign == name }) {
                losses.add("", "language", .language, name)
            }
        }
        guard own.isEmpty, let first = foreign.first else { return }
        // Somebody's language must be spoken; it is kept as it stands under English.
        own = ["en"]
        names = [(first, "en")]
        losses.add("", "language", .assumed, "\(first) \u{2192} en")
    }

    static func own(_ foreign: String) -> String? {
        guard let tag = LanguageTag(foreign), ["zh", "en"].contains(tag.language) else {
            return nil
        }
        return tag.language
    }

    static func hasHan(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }
}

/// A file of SurveyJS while it is read: its languages, names and what is lost.
struct SurveyJSReader {
    let survey: JSON
    var losses = Losses()
    var languages: ForeignLanguages
    let usual: String
    var names = Names()
    /// Their names in conditions → ours.
    var logic: [String: LogicName] = [:]
    var found = 0

    init(_ survey: JSON) {
        self.survey = survey
        var seen: [String: Int] = [:]
        var samples = ""
        SurveyJSReader.collect(survey, &seen, &samples)
        let first =
            survey["locale"]?.string ?? (ForeignLanguages.hasHan(samples) ? "zh-cn" : "en")
        usual = first
        var order = [first]
        order += seen.keys.filter { $0 != "default" && $0 != first }.sorted()
        languages = ForeignLanguages(order, &losses)
    }

    /// The languages that texts are given in; a text by language has only such members.
    private static func collect(
        _ json: JSON, _ seen: inout [String: Int], _ samples: inout String
    ) {
        switch json {
        case .array(let elements): for element in elements { collect(element, &seen, &samples) }
        case .object(let object):
            if isWords(object) {
                for key in object.keys { seen[key, default: 0] += 1 }
                if let text = object["default"]?.string { samples += text.prefix(20) }
                return
            }
            for member in object.members {
                if member.key == "title", let text = member.value.string, samples.count < 400 {
                    samples += text.prefix(40)
                }
                collect(member.value, &seen, &samples)
            }
        default: break
        }
    }

    private static func isWords(_ object: JSON.Object) -> Bool {
        !object.isEmpty
            && object.members.allSatisfy { member in
                member.value.string != nil
                    && (member.key == "default"
                        || member.key.utf8.count <= 7 && member.key.utf8.count != 4
                            && ForeignLanguages.isTag(member.key))
            }
    }

    /// The plain words of a member, in our languages.
    mutating func texts(_ json: JSON?, _ question: String, _ member: String) -> Texts {
        guard let json, !json.isNull else { return [:] }
        var texts: Texts = [:]
        if let object = json.object {
            for (foreign, own) in languages.names {
                let text = object[foreign] ?? (foreign == usual ? object["default"] : nil)
                if let text = text?.string { texts[own] = text }
            }
            if texts.isEmpty, let any = object["default"]?.string, let own = languages.own.first {
                texts[own] = any
            }
        } else if let own = languages.names.first(where: { $0.foreign == usual })?.own
            ?? languages.own.first
        {
            texts[own] = json.string ?? json.text
        }
        return texts.mapValues { plain($0, question, member) }
    }

    private mutating func plain(_ text: String, _ question: String, _ member: String) -> String {
        let (words, hadMore) = Markup.text(of: text)
        if hadMore { losses.add(question, member, .markup) }
        return piped(words, question, member)
    }

    /// `{name}` becomes `{answers.name}` where the question came over.
    private mutating func piped(_ text: String, _ question: String, _ member: String) -> String {
        guard text.contains("{") else { return text }
        var out = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            out += rest[..<open]
            let name = rest[rest.index(after: open)..<close].trimmed
            if let known = logic[name], known.option == nil {
                out += "{\(known.own)}"
            } else {
                losses.add(question, member, .logic, "{\(name)}")
            }
            rest = rest[rest.index(after: close)...]
        }
        return out + rest
    }

    /// A condition in our language; one that cannot be put into it is told and left out.
    mutating func condition(_ json: JSON?, _ question: String, _ member: String) -> String? {
        guard let source = json?.string, !source.trimmed.isEmpty else { return nil }
        let logic = logic
        let own = LogicReading { logic[$0] }.expression(source)
        if own == nil { losses.add(question, member, .logic, source) }
        return own
    }
}

extension ForeignLanguages {
    fileprivate static func isTag(_ text: String) -> Bool {
        let parts = text.split(separator: "-")
        guard let first = parts.first, first.count == 2,
            first.utf8.allSatisfy({ (0x61...0x7A).contains($0) })
        else { return false }
        return parts.count <= 2
    }
}
