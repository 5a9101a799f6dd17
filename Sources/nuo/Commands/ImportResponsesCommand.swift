import ArgumentParser
import Base
import Domain
import Foundation
import Operations

struct ImportResponsesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "responses",
        abstract: "Bring answers in, one row each.",
        discussion: """
              nuo import responses answers.csv --instrument nps --dry-run
              nuo import responses answers.csv --instrument nps \\
                  --map 'Score=score,Why?=reason,Client=customer,When=completed'
              nuo import responses train.csv.gz --instrument airline-journey \\
                  --map id=key --guess --not-applicable 0

            Columns go to items and hidden fields by their key, to matrix rows as
            item.row, to the customer's traits as trait.NAME, and to key (what makes a
            row count once), customer, completed, started, language, response.channel.
            Without --map and --mapping the names of the columns decide. The same rows a
            second time change nothing; an import that was stopped goes on where it was.
            Rows at fault are left out and written to a file. Imported answers open no
            cases unless --apply-rules is given.
            """)

    @OptionGroup var flags: Settings.Flags
    @OptionGroup var mapping: MappingOptions
    @Argument(help: "The table.")
    var file: String
    @Option(help: "Key or id of the questionnaire; a built-in one is added by itself.")
    var instrument: String
    @Option(help: "Where the answers were given.")
    var channel = "import"
    @Flag(help: "Tell what would happen and change nothing.")
    var dryRun = false
    @Flag(help: "Let rules act on these answers as on new ones.")
    var applyRules = false
    @Option(help: "Where rows at fault are listed; FILE.faults.csv if left out.")
    var faults: String?

    func run() async throws {
        try await Console.with(flags) { console in
            let desk = try await console.desk()
            try await addBuiltIn(desk)
            let source = ImportFile(
                path: file, name: URL(fileURLWithPath: file).lastPathComponent,
                encoding: try mapping.chosenEncoding(), delimiter: try mapping.chosenDelimiter())
            let plan = try await ResponseImport(
                source, instrument: instrument,
                mapping: try await mapping.chosen(source, instrument, desk),
                appliesRules: applyRules, channel: channel, on: desk)
            if dryRun {
                try await rehearse(plan, desk)
            } else {
                try await bringIn(plan, desk)
            }
        }
    }

    /// A questionnaire of the library is added when an import first needs it.
    private func addBuiltIn(_ desk: Desk) async throws {
        let known = try await desk.perform(ListInstruments.self, .init()).items
        guard !known.contains(where: { $0.key == instrument || "\($0.id)" == instrument }),
            desk.house.library.documents(in: "instruments").contains(where: {
                $0.key == instrument
            })
        else { return }
        let library = JSON.Object.Member(key: "library", value: .string(instrument))
        _ = try await desk.perform(CreateInstrument.self, .init([library]))
    }

    private func rehearse(_ plan: ResponseImport, _ desk: Desk) async throws {
        let columns = plan.mapping.columns
        let rows = columns.map { [$0.name, $0.target.isEmpty ? "-" : $0.target] }
        Ending.say(
            TextTable.text(header: ["column", "goes to"], rows: rows, alignsRight: [false, false]))
        let outcome = try await plan.rehearse(on: desk)
        Ending.say(
            "\(outcome.rows) rows: \(outcome.rows - outcome.refused) fit, "
                + "\(outcome.refused) do not.")
        for fault in outcome.faults { Ending.say("  " + FaultText.line(fault)) }
    }

    private func bringIn(_ plan: ResponseImport, _ desk: Desk) async throws {
        let bar = SharedProgressBar(path: file)
        let began = Live.now()
        let done = try await plan.run(on: desk) { state, bytes in
            bar.show(done: bytes, rows: state.state.rows)
        }
        bar.clear()
        let state = done.state
        let seconds = max(0.001, (Live.now() - began).seconds)
        Ending.say(
            "\(state.rows) rows: \(state.imported) imported, \(state.known) known already, "
                + "\(state.refused) left out; \(seconds.fixed(1)) s, "
                + "\(Int(Double(state.rows) / seconds)) rows/s.")
        guard state.refused > 0 else { return }
        let path = faults ?? file + ".faults.csv"
        let text = try await ImportFaultFile.text(of: done.id, words: FaultText.reason, on: desk)
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
            throw Stop("\(path) cannot be written.")
        }
        Ending.say("What is wrong with the rows left out: \(path)")
        if state.imported + state.known == 0 { throw ExitCode(65) }
    }
}

/// What is wrong with a cell, in words.
enum FaultText {
    static func reason(_ fault: ImportFault) -> String {
        Phrases.fault(fault.code, fault.values)
    }

    static func line(_ fault: ImportFault) -> String {
        let place = fault.column.isEmpty ? fault.value : "\(fault.column): \"\(fault.value)\""
        return "line \(fault.line), \(place) \(reason(fault))"
    }
}
