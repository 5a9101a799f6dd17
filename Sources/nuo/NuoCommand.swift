import ArgumentParser

/// The command line: every command reads the same settings and ends with the same exit codes.
@main
struct NuoCommand: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "nuo",
        abstract: "Hear customers, measure what they say, keep what is promised, improve.",
        discussion: """
            Start here:
              nuo serve                      run the server on http://127.0.0.1:8080
              nuo demo                       load a demonstration to look around in
              nuo import responses FILE …    bring answers in from a CSV file
              nuo export responses KEY …     take answers out: CSV, Excel, SPSS
              nuo analyze nps FILE --score COLUMN
                                             a measure with its interval, no server

            Settings come from flags, then the environment (PORT, NUO_DATA,
            NUO_DATABASE), then a file (--config, or nuo.yaml in the data folder).
            """,
        version: "nuo \(version)",
        subcommands: [
            ServeCommand.self, DemoCommand.self, ImportCommand.self, ExportCommand.self,
            AnalyzeCommand.self, TextCommand.self, InstrumentCommand.self, UserCommand.self,
            BackupCommand.self, RestoreCommand.self, KeyCommand.self,
        ])
}
