import Base
import Domain
import HTTPTypes
import Operations

/// The form of a mailing's draft: whom, in which words, when.
enum MailingForm {
    private static let languages = ["zh", "en"]
    private static let wordings = ["subject", "text", "reminderSubject", "reminderText"]

    static func new(_ visit: Visit) async throws -> Reply {
        let words = try visit.site.house.invitationWords()
        let isText = visit.query["kind"]?.string == "sms"
        var typed = JSON.Object()
        typed["kind"] = isText ? "sms" : "mail"
        for name in wordings {
            let text = isText && name == "text" ? words["sms"] : words[name]
            for language in languages {
                typed["\(name).\(language)"] = .string(text?[language] ?? "")
            }
        }
        typed["reminders"] = "3, 7"
        typed["validDays"] = "30"
        typed["instrument"] = visit.query["instrument"]
        return try await form(visit, typed, nil, after: nil)
    }

    static func create(_ visit: Visit) async throws -> Reply {
        do {
            var input = document(visit.form)
            input["instrument"] = visit.form["instrument"]
            let made = try await visit.desk.perform(CreateMailing.self, input)
            return .redirect("/mailings/\(made.mailing.id)")
        } catch let refusal as Refusal where refusal.kind == .invalid {
            return try await form(visit, visit.form, nil, after: refusal)
        }
    }

    static func showEdit(_ visit: Visit) async throws -> Reply {
        let one = try await find(visit)
        return try await form(visit, written(one.mailing.terms.document), one, after: nil)
    }

    static func edit(_ visit: Visit) async throws -> Reply {
        let one = try await find(visit)
        do {
            var input = document(visit.form)
            input["mailing"] = .string(one.mailing.id.description)
            _ = try await visit.desk.perform(EditMailing.self, input)
            return .redirect("/mailings/\(one.mailing.id)?done=saved")
        } catch let refusal as Refusal where refusal.kind == .invalid {
            return try await form(visit, visit.form, one, after: refusal)
        }
    }

    private static func find(_ visit: Visit) async throws -> MailingResource {
        let raw = JSON.Object([.init(key: "mailing", value: .string(visit.parameter("mailing")))])
        return try await visit.desk.perform(ShowMailing.self, raw)
    }

    private static func form(
        _ visit: Visit, _ typed: JSON.Object, _ one: MailingResource?, after refusal: Refusal?
    ) async throws -> Reply {
        let instruments = try await visit.desk.perform(ListInstruments.self, .init()).items
        let chosen = typed["instrument"]?.string
        let kind = typed["kind"]?.string ?? "mail"
        // Names with a point are no path for a template.
        var texts = JSON.Object()
        for name in wordings {
            var both = JSON.Object()
            for language in languages {
                both.append(language, typed["\(name).\(language)"] ?? "")
            }
            texts.append(name, .object(both))
        }
        return try visit.form(
            "mailings/form", section: "listen",
            [
                "id": .optional(one?.mailing.id.description), "isNew": .bool(one == nil),
                "title": .optional(one?.title[visit.words.language]),
                "typed": .object(typed), "texts": .object(texts), "kind": .string(kind),
                "isMail": .bool(kind == "mail"), "fault": [:], "message": .null,
                "instruments": .array(
                    instruments.map {
                        [
                            "value": .string($0.id.description),
                            "name": .string($0.title[visit.words.language]),
                            "isChosen": .bool(
                                $0.id.description == chosen || $0.key == chosen),
                        ]
                    }),
                "methods": visit.choices(
                    Mailing.Sample.Method.allCases.map(\.rawValue), "mailings.method",
                    chosen: typed["method"]?.string),
            ], after: refusal)
    }

    /// The form's fields as a document of terms.
    private static func document(_ form: JSON.Object) -> JSON.Object {
        func text(_ name: String) -> JSON? {
            guard let text = form[name]?.string, !text.trimmed.isEmpty else { return nil }
            return .string(text)
        }
        func number(_ name: String) -> JSON? {
            text(name).map { value in
                value.string.flatMap { Double($0.trimmed) }.map(JSON.number) ?? value
            }
        }
        var out = JSON.Object()
        for name in ["name", "kind", "filter"] {
            out[name] = text(name).map { .string($0.string?.trimmed ?? "") }
        }
        for name in wordings {
            var both = JSON.Object()
            for language in languages { both[language] = text("\(name).\(language)") }
            if !both.isEmpty { out[name] = .object(both) }
        }
        if let method = form["method"]?.string, method != "all", !method.isEmpty {
            var sample = JSON.Object([.init(key: "method", value: .string(method))])
            sample["size"] = number("size")
            sample["seed"] = number("seed")
            if method == "stratified" { sample["by"] = text("by") }
            out["sample"] = .object(sample)
        }
        let days = (form["reminders"]?.string ?? "")
            .split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
        if !days.isEmpty { out["reminders"] = .array(days.map { .integer($0) }) }
        out["validDays"] = number("validDays")
        if let rate = number("responseRate")?.number { out["responseRate"] = .number(rate / 100) }
        return out
    }

    /// A document of terms as the form's fields.
    private static func written(_ document: JSON) -> JSON.Object {
        var typed = JSON.Object()
        for name in ["name", "kind", "filter"] { typed[name] = document[name] }
        for name in wordings {
            for language in languages {
                typed["\(name).\(language)"] = document[name]?[language] ?? document[name]
            }
        }
        for name in ["method", "size", "by", "seed"] {
            typed[name] = document["sample"]?[name].map { .string($0.string ?? $0.text) }
        }
        let days = (document["reminders"]?.array ?? []).compactMap(\.integer)
        typed["reminders"] = .string(days.map { "\($0)" }.joined(separator: ", "))
        typed["validDays"] = document["validDays"].map { .string($0.text) }
        typed["responseRate"] = document["responseRate"]?.number.map {
            .string(JSON.number(($0 * 1_000).rounded() / 10).text)
        }
        return typed
    }
}
