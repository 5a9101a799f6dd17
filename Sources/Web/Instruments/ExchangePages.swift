import Base
import Domain
import Exchange
import Foundation
import HTTPTypes
import Operations

/// Questionnaires from and to files of other programs, with what does not come along.
enum ExchangePages {
    /// Makes a draft of the file and tells what of it came over.
    static func take(_ visit: Visit) async throws -> Reply {
        let house = visit.site.house
        let id: ID<Import> = house.newID()
        do {
            let path = try ImportUploads.path(of: id, in: house)
            let upload = try await Upload.receive(visit, to: path)
            guard upload.path != nil, let bytes = FileManager.default.contents(atPath: path) else {
                throw Refusal.invalid("file", "required")
            }
            try ImportUploads.remove(id, in: house)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Refusal.invalid("file", "notThisFormat", ["format": upload.name])
            }
            var input = JSON.Object([.init(key: "content", value: .string(text))])
            if let format = upload.fields["format"]?.string, !format.isEmpty {
                input["format"] = .string(format)
            }
            let made = try await visit.desk.perform(ImportInstrument.self, input)
            return report(visit, made, file: upload.name)
        } catch let refusal as Refusal where refusal.kind != .signInNeeded {
            try ImportUploads.remove(id, in: house)
            let problem = Problem(refusal, words: visit.words)
            return visit.page(
                "instruments/import", section: "listen",
                [
                    "message": .string(problem.title),
                    "faults": .array(
                        problem.faults.map { ["text": .string("\($0.path) \($0.text)")] }),
                    "isMade": false,
                ], status: problem.status)
        }
    }

    private static func report(_ visit: Visit, _ made: InstrumentImport, file: String) -> Reply {
        visit.page(
            "instruments/import", section: "listen",
            [
                "isMade": true, "message": .null, "faults": [], "file": .string(file),
                "title": .string(made.draft.title[visit.words.language]),
                "path": .string("/instruments/\(made.draft.id)/designer"),
                "summary": .string(
                    visit.words(
                        "exchange.summary", ["kept": "\(made.kept)", "found": "\(made.found)"])),
                "hasLosses": .bool(!made.losses.isEmpty),
                "losses": .array(made.losses.map { row($0, visit.words) }),
            ])
    }

    /// All formats of a questionnaire, each with what does not go over.
    static func show(_ visit: Visit) async throws -> Reply {
        let shown = try await InstrumentPage.shown(visit)
        let formats = try InstrumentFile.formats.map { format -> JSON in
            let file = try InstrumentFile.write(shown.text, shown.instrument, format: format)
            let count = visit.words("exchange.lossCount", ["count": "\(file.losses.count)"])
            return [
                "name": .string(visit.words["exchange.format.\(format)"]),
                "path": .string("/instruments/\(shown.id)/exchange/\(format)"),
                "hasLosses": .bool(!file.losses.isEmpty), "count": .string(count),
                "losses": .array(file.losses.map { row($0, visit.words) }),
            ]
        }
        return visit.page(
            "instruments/exchange", section: "listen",
            InstrumentPage.context(
                visit, shown, tab: "exchange", ["formats": .array(formats)]))
    }

    static func download(_ visit: Visit) async throws -> Reply {
        var input = JSON.Object([
            .init(key: "instrument", value: .string(visit.parameter("instrument"))),
            .init(key: "format", value: .string(visit.parameter("format"))),
        ])
        input["version"] = visit.query["version"]
        let file = try await visit.desk.perform(ExportInstrument.self, input)
        return .download(Array(file.text.utf8), type: file.mediaType, name: file.name)
    }

    private static func row(_ loss: Loss, _ words: Words) -> JSON {
        [
            "question": .string(loss.question), "member": .string(loss.member),
            "text": .string(loss.sentence { words($0, $1) }),
        ]
    }
}
