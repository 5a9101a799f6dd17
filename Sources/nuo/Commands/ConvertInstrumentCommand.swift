import ArgumentParser
import Base
import Exchange
import Foundation
import Operations

/// `nuo instrument convert FILE --to FORMAT`: questionnaires of other programs and back.
struct ConvertInstrumentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "A questionnaire of ours or of another program in another form.",
        discussion: """
            nuo instrument convert visit.yaml --to lss --out visit.lss
            nuo instrument convert old-survey.lss --to yaml

            FORMATS: \(InstrumentFile.formats.joined(separator: ", "))
            What does not go over is told on standard error.
            """)

    @Argument(help: "The file; what it is is told by what stands in it.")
    var file: String
    @Option(help: "One of the formats.")
    var to: String
    @Option(help: "What the file is, where that cannot be told.")
    var from: String?
    @Option(help: "Write to this file instead of standard output.")
    var out: String?

    func run() async throws {
        try await Ending.clear {
            guard let bytes = FileManager.default.contents(atPath: file) else {
                throw Stop("\(file) cannot be read.")
            }
            let read = try InstrumentFile.read(Array(bytes), format: from)
            tell(read.losses)
            let instrument = try InstrumentFile.instrument(read.text)
            let written = try InstrumentFile.write(read.text, instrument, format: to)
            tell(written.losses)
            guard let out else {
                return FileHandle.standardOutput.write(Data(written.text.utf8))
            }
            try TableFlags.file(writing: out).write(contentsOf: Data(written.text.utf8))
        }
    }

    private func tell(_ losses: [Loss]) {
        for loss in losses {
            let place = [loss.question, loss.member].filter { !$0.isEmpty }.joined(separator: " ")
            let line = "\(place): \(loss.sentence(Phrases.say))\n"
            FileHandle.standardError.write(Data(line.utf8))
        }
    }
}
