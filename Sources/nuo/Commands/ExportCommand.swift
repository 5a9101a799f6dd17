import ArgumentParser
import Base
import Foundation
import Operations

/// `nuo export …`: records to files.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Take records out into a file.",
        subcommands: [
            ExportResponsesCommand.self, ExportCasesCommand.self, ExportCaseEventsCommand.self,
        ])
}

struct ExportResponsesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "responses",
        abstract: "Take the answers to a questionnaire out.",
        discussion: """
              nuo export responses nps --out nps.csv
              nuo export responses nps --out nps.xlsx --values labels --language zh
              nuo export responses nps --out nps.sav --filter 'score <= 6'
              nuo export responses nps --format codebook > codes.csv

            The format is that of the file's ending: csv, jsonl, xlsx, sav. CSV and JSON
            lines with codes can be brought in again with nuo import responses.
            """)

    @OptionGroup var flags: Settings.Flags
    @Argument(help: "Key or id of the questionnaire.")
    var instrument: String
    @Option(help: "The file to write; standard output if left out.")
    var out: String?
    @Option(help: "csv, jsonl, xlsx, sav or codebook; else by the file's ending.")
    var format: String?
    @Option(help: "codes or labels.")
    var values: String?
    @Option(help: "Language of titles and labels: zh or en.")
    var language: String?
    @Option(help: "Several choices: joined in one cell, or a column for each (columns).")
    var choices: String?
    @Option(help: "Time zone of times; the workspace's if left out.")
    var zone: String?
    @Option(help: "Only answers of this status: completed, partial, started.")
    var status: String?
    @Option(help: "Only answers for which a condition holds.")
    var filter: String?

    func run() async throws {
        try await Console.with(flags) { console in
            let desk = try await console.desk()
            let known = try await desk.perform(ListInstruments.self, .init()).items
            guard
                let found = known.first(where: { $0.key == instrument || "\($0.id)" == instrument })
            else { throw Refusal(.notFound, "noSuchInstrument") }
            var input = JSON.Object([
                .init(key: "instrument", value: .string(found.id.description))
            ])
            let ending = out.map { URL(fileURLWithPath: $0).pathExtension }
            let chosen = [
                ("format", format ?? ending), ("values", values), ("language", language),
                ("choices", choices), ("zone", zone), ("status", status), ("filter", filter),
            ]
            for (name, value) in chosen { input[name] = value.map(JSON.string) }
            try await write(try await desk.perform(ExportResponses.self, input))
        }
    }

    private func write(_ file: Download) async throws {
        let began = Live.now()
        let handle: FileHandle
        if let out {
            guard FileManager.default.createFile(atPath: out, contents: nil),
                let opened = FileHandle(forWritingAtPath: out)
            else { throw Stop("\(out) cannot be written.") }
            handle = opened
        } else {
            handle = .standardOutput
        }
        var count = 0
        while let bytes = try await file.next() {
            try handle.write(contentsOf: Data(bytes))
            count += bytes.count
        }
        guard let out else { return }
        try handle.close()
        let seconds = max(0.001, (Live.now() - began).seconds)
        Ending.say("\(out): \(count) bytes; \(seconds.fixed(1)) s.")
    }
}
