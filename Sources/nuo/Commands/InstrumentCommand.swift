import ArgumentParser
import Base
import Domain
import Foundation
import Operations

/// `nuo instrument …`: questionnaires as files, without a server.
struct InstrumentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "instrument",
        abstract: "Check questionnaires in files, and put them into other forms.",
        subcommands: [CheckInstrumentCommand.self, ConvertInstrumentCommand.self])
}

/// `nuo instrument check FILE…`: faults and advice on the wording.
struct CheckInstrumentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Faults of questionnaires, and advice on their wording.",
        discussion: """
            nuo instrument check visit.yaml
            nuo instrument check *.yaml --format json

            Exit codes: 65 where a document has faults; advice alone is no failure unless --strict.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: "YAML or JSON documents.")
    var files: [String]
    @Option(help: "text, or json with one object a line.")
    var format = Format.text
    @Flag(help: "Exit with 65 where there is a warning.")
    var strict = false

    func run() async throws {
        try await Ending.clear {
            let adviser = InstrumentAdviser(try LexiconFiles.read())
            var isSound = true
            for path in files where try !check(path, adviser) { isSound = false }
            if !isSound { throw ExitCode(65) }
        }
    }

    private func check(_ path: String, _ adviser: InstrumentAdviser) throws -> Bool {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Stop("\(path) cannot be read.")
        }
        do throws(Refusal) {
            let checked = try adviser.check(String(decoding: bytes, as: UTF8.self))
            show(checked, path)
            return !(strict && checked.advice.contains { $0.severity == .warning })
        } catch {
            show(error, path)
            return false
        }
    }

    private func show(_ checked: CheckedInstrument, _ path: String) {
        guard format == .text else {
            var object = checked.json(saying: Phrases.say).object ?? JSON.Object()
            object["file"] = .string(path)
            return Ending.say(JSON.object(object).text)
        }
        for advice in checked.advice {
            let (message, suggestion) = advice.sentences(Phrases.say)
            let severity = Phrases.say("advice.severity.\(advice.severity.rawValue)", [:])
            let place = advice.range.map {
                " (\(Phrases.say("advice.from", ["from": "\($0.lowerBound)", "to": "\($0.upperBound)"])))"
            }
            Ending.say("\(path): \(advice.path)\(place ?? "") \(advice.rule)")
            Ending.say("  \(severity): \(message)")
            Ending.say("  \(suggestion)")
        }
        if checked.advice.isEmpty { Ending.say("\(path): \(Phrases.say("advice.none", [:]))") }
    }

    private func show(_ refusal: Refusal, _ path: String) {
        guard format == .text else {
            let faults = refusal.faults.map { fault -> JSON in
                [
                    "path": .string(fault.path), "code": .string(fault.code),
                    "message": .string(Phrases.fault(fault.code, fault.values)),
                ]
            }
            return Ending.say(
                JSON.object(
                    .init([
                        .init(key: "file", value: .string(path)),
                        .init(key: "faults", value: .array(faults)),
                    ])
                ).text)
        }
        for fault in refusal.faults {
            Ending.say("\(path): \(fault.path) \(Phrases.fault(fault.code, fault.values))")
        }
        if refusal.faults.isEmpty { Ending.say("\(path): \(Phrases.sentence(refusal))") }
    }
}
