import ArgumentParser

/// `nuo import …`: records from files.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring records in from a CSV or TSV file, also compressed.",
        subcommands: [
            ImportResponsesCommand.self, ImportCasesCommand.self, ImportPastCasesCommand.self,
        ])
}
