import Operations

extension Routes {
    static let processesAPI = documentAPI(ProcessDocuments.self)

    static let processesPages = documentPages(ProcessDocuments.self)
}
