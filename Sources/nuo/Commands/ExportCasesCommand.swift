import ArgumentParser
import Base
import Foundation
import Operations

struct ExportCasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases", abstract: "One row a case.")

    @OptionGroup var flags: Settings.Flags
    @OptionGroup var choice: CaseChoice

    func run() async throws { try await choice.write(.cases, flags) }
}

struct ExportCaseEventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case-events", abstract: "One row an event: a log for process mining.")

    @OptionGroup var flags: Settings.Flags
    @OptionGroup var choice: CaseChoice

    func run() async throws { try await choice.write(.events, flags) }
}

/// Which cases are taken out.
struct CaseChoice: ParsableArguments {
    @Option(
        help: "A condition as in the queue: severity == \"major\" and tags contains \"refund\".")
    var filter: String?

    @Option(help: "active, any, or one status; any if absent.") var status: String?

    @Option(help: "Opened from: 2026-03-01T00:00:00Z.") var openedFrom: String?

    @Option(help: "Opened before.") var openedBefore: String?

    func write(_ table: CaseExport, _ flags: Settings.Flags) async throws {
        let asked: KeyValuePairs<String, String?> = [
            "filter": filter, "status": status, "openedFrom": openedFrom,
            "openedBefore": openedBefore,
        ]
        var input = JSON.Object()
        for (name, value) in asked { input[name] = value.map(JSON.string) }
        try await Console.with(flags) { [input] console in
            let desk = try await console.desk()
            Output.write([table.columns])
            try await table.write(from: desk, where: input) { Output.write($0) }
        }
    }
}

/// Standard output, for tables.
private enum Output {
    static func write(_ rows: [[String]]) {
        FileHandle.standardOutput.write(Data(DelimitedText.lines(rows).utf8))
    }
}
